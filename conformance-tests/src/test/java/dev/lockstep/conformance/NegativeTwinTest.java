package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** With the protection off, what the rules look at shows it. */
class NegativeTwinTest {
  private static final int CONTENDERS = 4;
  private static final int TIMES = 50;

  /** Four that begin at once on two processors may well miss one another fifty times. */
  private static final int MOST_ROUNDS = 1_000;

  @Test
  void m01_a_mutex_that_always_grants_is_found_out() throws Exception {
    Path counter = Files.createTempFile("lockstep-counter", ".txt");
    ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
    try {
      Contender.write(counter, 0);
      DistributedMutex mutex = alwaysGranting(new CyclicBarrier(CONTENDERS));
      int rounds = 0;
      do {
        List<Section> sections = round(threads, new Contender(mutex, counter));
        assertThat(Sections.violations(sections)).anyMatch(v -> v.startsWith("two leases at once"));
        rounds++;
      } while (rounds < MOST_ROUNDS
          && Contender.read(counter) == (long) rounds * CONTENDERS * TIMES);
      assertThat(Contender.read(counter))
          .as("what is counted where increments are lost")
          .isLessThan((long) rounds * CONTENDERS * TIMES);
    } finally {
      threads.shutdownNow();
      Files.deleteIfExists(counter);
    }
  }

  private static List<Section> round(ExecutorService threads, Contender contender)
      throws Exception {
    List<Future<String>> contenders = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      contenders.add(threads.submit(() -> contender.contend(TIMES)));
    }
    List<Section> sections = new ArrayList<>();
    for (Future<String> one : contenders) {
      Arrays.stream(one.get(30, TimeUnit.SECONDS).split(" ", -1))
          .skip(1)
          .map(Section::parse)
          .forEach(sections::add);
    }
    return sections;
  }

  @Test
  void f01_tokens_that_do_not_rise_are_found_out() {
    List<Section> sections = List.of(new Section(2, 0, 10, true), new Section(2, 20, 30, true));
    assertThat(Sections.violations(sections)).singleElement().asString().contains("greater token");
  }

  @Test
  void m01_a_violation_is_told_first_and_in_brief() {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sections.add(
          new Section(i + 1, 7_000_000L + i * 1_000_000L, 8_500_000L + i * 1_000_000L, true));
    }
    assertThatThrownBy(() -> Sections.requireExclusive(sections))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "two leases at once: token 1, 0.000 to 1.500 ms was held until 500 us after token 2,"
                + " 1.000 to 2.500 ms began;")
        .hasMessageEndingWith("; and 46 more (of 50 sections)");
    Section lost = new Section(1, 0, 5, false);
    assertThatThrownBy(() -> Sections.requireExclusive(List.of(lost)))
        .hasMessageStartingWith("not held to the end: token 1");
    Sections.requireExclusive(List.of(new Section(1, 0, 5, true), new Section(2, 6, 9, true)));
  }

  @Test
  void m01_a_lease_that_was_lost_in_time_is_no_violation() {
    List<Section> sections = List.of(new Section(1, 0, 30, false), new Section(2, 20, 40, true));
    assertThat(Sections.violations(sections)).isEmpty();
  }

  /** Grants to all contenders at the same moment. */
  private static DistributedMutex alwaysGranting(CyclicBarrier together) {
    AtomicLong tokens = new AtomicLong();
    return fake(
        DistributedMutex.class,
        (proxy, method, arguments) -> {
          together.await(30, TimeUnit.SECONDS);
          return lease(tokens.incrementAndGet(), together);
        });
  }

  /**
   * Asked at the end of a section whether it is held, it waits until all the others are in theirs.
   */
  private static Lease lease(long token, CyclicBarrier together) {
    return fake(
        Lease.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "token" -> token;
              case "isHeld" -> together.await(30, TimeUnit.SECONDS) >= 0;
              default -> null;
            });
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}

package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** N1, N3, N5 and N6: who gets which number, and at what cost. */
abstract class NumberRules extends NumberTermRules {
  @Test
  @Rule("N1")
  @DisplayName("N1: of as many that ask at once as there are numbers, each gets one of its own")
  final void n01_each_number_has_one_holder() {
    int max = 12;
    List<Kit> kits = List.of(kit(), kit(), kit());
    NumberNode node = new NumberNode(bench().node());
    List<CompletableFuture<NumberLease>> here = new ArrayList<>();
    for (int i = 0; i < max - 1; i++) {
      here.add(kits.get(i % 3).allocateNumberAsync(POOL, max));
    }
    Set<Integer> numbers = new HashSet<>();
    assertThat(numbers.add(node.allocate(POOL, max).number())).isTrue();
    for (CompletableFuture<NumberLease> asked : here) {
      NumberLease lease = Eventually.answer(SOON, "a number", asked);
      assertThat(numbers.add(lease.number())).as("%s has one holder", lease).isTrue();
      assertHeld(lease);
    }
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, max).boxed().toList());
  }

  @Test
  @Rule("N1")
  @DisplayName("N1: holders of one number never overlap, while nodes are killed")
  final void n01_holders_of_a_number_exclude_each_other_while_nodes_are_killed() {
    int max = 3;
    List<CompletableFuture<String>> contenders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      NumberContender here = new NumberContender(kit(), POOL, max);
      contenders.add(CompletableFuture.supplyAsync(() -> here.contend(50), bench().threads()));
    }
    contenders.add(new NumberNode(bench().node()).takeLater(POOL, max, 50));
    for (int i = 0; i < 2; i++) {
      Node doomed = bench().node(shortTtl(bench().traits()));
      new NumberNode(doomed).takeUntilKilled(POOL, max);
      Eventually.pass(Duration.ofMillis(300));
      doomed.kill();
    }
    Map<Integer, List<Section>> byNumber = new HashMap<>();
    for (CompletableFuture<String> contender : contenders) {
      String holdings = Eventually.answer(Duration.ofSeconds(60), "a contender", contender);
      for (String holding : holdings.split(" ", -1)) {
        String[] parts = holding.split("=", 2);
        byNumber
            .computeIfAbsent(Integer.valueOf(parts[0]), number -> new ArrayList<>())
            .add(Section.parse(parts[1]));
      }
    }
    assertThat(byNumber.keySet()).allMatch(number -> number >= 0 && number < max);
    byNumber.forEach(
        (number, sections) ->
            assertThat(Sections.violations(sections)).as("number %d", number).isEmpty());
  }

  @Test
  @Rule("N1")
  @DisplayName("N1: a number is drawn at random among the free, and those that are taken stay out")
  final void n01_a_number_is_chosen_at_random_among_the_free() {
    Kit kit = kit();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      taken.add(kit.allocateNumber(POOL, 12).number());
    }
    List<Integer> drawn = new ArrayList<>();
    for (Kit drawing : List.of(kit(), kit())) {
      for (int i = 0; i < 160; i++) {
        NumberLease lease = drawing.allocateNumber(POOL, 12);
        drawn.add(lease.number());
        lease.release();
      }
    }
    // One of eight is missed by 160 draws once in two hundred million runs.
    assertThat(drawn).doesNotContainAnyElementsOf(taken);
    assertThat(Set.copyOf(drawn.subList(0, 160))).as("the numbers drawn first").hasSize(8);
    assertThat(Set.copyOf(drawn.subList(160, 320))).as("the numbers drawn last").hasSize(8);
    assertThat(drawn.subList(0, 160)).isNotEqualTo(drawn.subList(160, 320));
  }

  @Test
  @Rule("N3")
  @DisplayName("N3: when every number is taken, allocation fails with NoAvailableNumber")
  final void n03_all_taken_is_no_available_number() {
    Kit kit = kit();
    Kit other = kit();
    List<NumberLease> leases = Stream.generate(() -> kit.allocateNumber(POOL, 5)).limit(5).toList();
    for (Kit asking : List.of(kit, other)) {
      assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> asking.allocateNumber(POOL, 5));
      assertFails(
          ErrorCode.NO_AVAILABLE_NUMBER,
          () -> Eventually.answer(SOON, "the answer", asking.allocateNumberAsync(POOL, 5)));
    }
    assertThat(other.allocateNumber(POOL, 6).number()).isEqualTo(5);
    assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> kit.allocateNumber(POOL, 6));
    assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> kit.allocateNumber(POOL, 1));
    NumberLease freed = leases.get(3);
    freed.release();
    assertThat(other.allocateNumber(POOL, 5).number()).isEqualTo(freed.number());
  }

  @Test
  @Rule("N3")
  @DisplayName("N3: one number that is left goes to one of many that ask for it")
  final void n03_the_last_number_goes_to_one_of_many() {
    Kit kit = kit();
    kit.allocateNumber(POOL, 2);
    List<CompletableFuture<NumberLease>> asked = new ArrayList<>();
    for (Kit asking : List.of(kit, kit(), kit())) {
      asked.add(asking.allocateNumberAsync(POOL, 2));
      asked.add(asking.allocateNumberAsync(POOL, 2));
    }
    int got = 0;
    for (CompletableFuture<NumberLease> answer : asked) {
      Throwable failed = catchThrowable(() -> Eventually.answer(SOON, "an answer", answer));
      if (failed == null) {
        got++;
      } else {
        assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> Eventually.answer(SOON, "it", answer));
      }
    }
    assertThat(got).isEqualTo(1);
  }

  @Test
  @Rule("N3")
  @DisplayName("N3: while one number is free at every moment, nobody is told that all are taken")
  final void n03_nobody_is_told_so_while_one_is_free() {
    int max = 3;
    AtomicInteger refused = new AtomicInteger();
    List<CompletableFuture<Void>> movers = new ArrayList<>();
    // Whoever asks, the two others hold two of the three at most, now these, now those.
    for (int i = 0; i < 3; i++) {
      Kit kit = kit();
      movers.add(CompletableFuture.runAsync(() -> move(kit, max, refused), bench().threads()));
    }
    for (CompletableFuture<Void> mover : movers) {
      Eventually.answer(Duration.ofSeconds(60), "a mover", mover);
    }
    assertThat(refused).as("times that all three were said to be taken").hasValue(0);
  }

  private static void move(Kit kit, int max, AtomicInteger refused) {
    for (int i = 0; i < 100; i++) {
      try {
        kit.allocateNumber(POOL, max).release();
      } catch (LockstepException failed) {
        assertThat(failed.code()).isEqualTo(ErrorCode.NO_AVAILABLE_NUMBER);
        refused.incrementAndGet();
      }
    }
  }

  @Test
  @Rule("N3")
  @DisplayName("N3: a pool of no numbers is InvalidOption, and a backend that is away is not full")
  final void n03_a_pool_of_no_numbers_is_an_invalid_option() {
    Wire wire = bench().wire();
    Duration timeout = Duration.ofSeconds(1);
    Kit kit = bench().kit(wire, options -> options.operationTimeout(timeout));
    kit.allocateNumber(POOL, 1);
    long asked = bench().requests().asked();
    for (int max : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertFails(ErrorCode.INVALID_OPTION, () -> kit.allocateNumber(POOL, max));
      assertFails(
          ErrorCode.INVALID_OPTION,
          () -> Eventually.answer(SOON, "it", kit.allocateNumberAsync(POOL, max)));
    }
    assertThat(bench().requests().asked()).as("nobody was asked").isEqualTo(asked);
    wire.blackHole();
    long began = System.nanoTime();
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> kit.allocateNumber(POOL, 1));
    assertTime("of an allocation that reached nobody", began).isLessThan(timeout.plus(SLACK));
  }

  @Test
  @Rule("N5")
  @DisplayName("N5: the last free of 4,096 numbers is found within 6 round trips")
  final void n05_the_last_free_number_takes_six_round_trips() {
    int max = 4096;
    List<NumberLease> leases = fill(max);
    Requests first = new Requests();
    Kit fresh = bench().kit(options -> patient(options).lockDefaults(lasting()).observer(first));
    for (int i = 0; i < 3; i++) {
      NumberLease freed = leases.get((i + 1) * max / 4);
      freed.release();
      // Also with the number's mark there already, and with a session to be opened first.
      long before = first.asked();
      NumberLease lease = fresh.allocateNumber(POOL, max);
      long asked = first.asked() - before;
      assertThat(lease.number()).isEqualTo(freed.number());
      assertThat(asked).as("round trips of allocation %d", i).isBetween(1L, 6L);
    }
    Requests second = new Requests();
    Kit other = bench().kit(options -> patient(options).observer(second));
    assertThat(other.allocateNumber("an empty pool", max).number())
        .as("a number of an empty pool")
        .isBetween(0, max - 1);
    assertThat(second.asked()).as("round trips in an empty pool").isBetween(1L, 6L);
  }

  /** Speed is not what is tested here. */
  private static KitOptions patient(KitOptions options) {
    return options.operationTimeout(Duration.ofSeconds(10));
  }

  /**
   * Takes all of them; the holders ask as seldom as they can, and the last numbers are not wanted
   * by all at once: who loses each race for them has tried them all when his time is over.
   */
  private List<NumberLease> fill(int max) {
    LockOptions still = LockOptions.defaults().ttl(Duration.ofSeconds(60));
    List<Kit> kits =
        Stream.generate(() -> bench().kit(options -> patient(options).lockDefaults(still)))
            .limit(2)
            .toList();
    List<NumberLease> leases = new ArrayList<>();
    while (leases.size() < max) {
      List<CompletableFuture<NumberLease>> some = new ArrayList<>();
      int atOnce = Math.max(1, Math.min(64, (max - leases.size()) / 4));
      for (int i = 0; i < atOnce; i++) {
        some.add(kits.get(i % 2).allocateNumberAsync(POOL, max));
      }
      some.forEach(one -> leases.add(Eventually.answer(SOON, "a number", one)));
    }
    return leases;
  }

  @Test
  @Rule("N6")
  @DisplayName("N6: pools do not influence one another, whatever their names")
  final void n06_pools_do_not_influence_one_another() {
    Kit kit = kit();
    Kit other = kit();
    List<String> pools = List.of("a", "A", "a/b", "a-b", "a b", "a/0", "../a", "ключ", "{a}b");
    List<NumberLease> leases = new ArrayList<>();
    for (int i = 0; i < pools.size(); i++) {
      String pool = pools.get(i);
      NumberLease lease = kit.allocateNumber(pool, 1);
      assertThat(lease.mark()).as("the mark of %s", pool).isZero();
      Eventually.answer(SOON, "the mark", lease.raiseMark(i + 1));
      assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> other.allocateNumber(pool, 1));
      leases.add(lease);
    }
    leases.get(2).release();
    for (int i = 0; i < pools.size(); i++) {
      String pool = pools.get(i);
      if (i == 2) {
        NumberLease lease = other.allocateNumber(pool, 1);
        assertThat(lease.mark()).as("the mark of %s", pool).isEqualTo(i + 1);
      } else {
        assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> other.allocateNumber(pool, 1));
        assertHeld(leases.get(i));
      }
    }
  }

  @Test
  @Rule("N6")
  @DisplayName("N6: machine numbers for identifiers have a pool of their own")
  final void n06_machine_numbers_have_a_pool_of_their_own() {
    Kit kit = kit();
    int machine = kit.nextSnowflakeId().machine();
    for (String pool : List.of(POOL, "machines", "machine-numbers", "snowflake")) {
      assertThat(kit.allocateNumber(pool, 1).number()).isZero();
      assertFails(ErrorCode.NO_AVAILABLE_NUMBER, () -> kit.allocateNumber(pool, 1));
    }
    assertThat(kit.nextSnowflakeId().machine()).isEqualTo(machine);
    String reserved = NumberAllocator.MACHINE_NUMBERS;
    assertFails(ErrorCode.INVALID_OPTION, () -> kit.allocateNumber(reserved, 1));
    assertFails(
        ErrorCode.INVALID_OPTION,
        () -> Eventually.answer(SOON, "it", kit.allocateNumberAsync(reserved, 1)));
  }
}

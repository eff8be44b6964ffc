package dev.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ElectionOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** That the monitor sees what it is there for: its checks of exclusion, tokens and numbers fail. */
class MonitorTest {
  private final Stage stage =
      new Stage(
          1,
          new SplittableRandom(1),
          MemoryProfile.likeRedis(),
          1_000_000,
          Mutant.NONE,
          line -> {});
  private final Script on = new Script(stage);
  private final Node a = on.node("a");

  private List<String> broken() {
    return stage.monitor().violations().stream().map(Violation::rule).toList();
  }

  /** A node that is answered as if every key were another: nothing that a has stands in its way. */
  private Node elsewhere(Key key, Key other) {
    return stage.node("b", 2_000, 0, mapped(named -> named.equals(key) ? other : named));
  }

  private LeaseStore mapped(UnaryOperator<Key> names) {
    LeaseStore sound = stage.server().connect();
    return (LeaseStore)
        Proxy.newProxyInstance(
            LeaseStore.class.getClassLoader(),
            new Class<?>[] {LeaseStore.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(sound, named(arguments, names));
              } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
              }
            });
  }

  private static Object @Nullable [] named(Object @Nullable [] given, UnaryOperator<Key> names) {
    return given == null
        ? null
        : Arrays.stream(given)
            .map(argument -> argument instanceof Key key ? names.apply(key) : argument)
            .toArray();
  }

  @Test
  void m1IsBrokenByTwoWhoHoldOneLock() {
    Node b = elsewhere(KeyCodec.mutex("k"), KeyCodec.mutex("other"));
    on.take("M1", a, "k", Script.ttl(3_000), 1_000);
    on.take("M1", b, "k", Script.ttl(3_000), 1_000);
    assertThat(broken()).startsWith("M1");
    assertThat(stage.monitor().violations().get(0).toString())
        .contains("mutex 'k' is held by two: n1's token", "and n2's token");
  }

  @Test
  void e1IsBrokenByTwoLeaders() {
    Node b = elsewhere(KeyCodec.leader("d"), KeyCodec.leader("other"));
    for (Node node : List.of(a, b)) {
      CompletableFuture<?> stands = node.kit().enableElectionAsync(ElectionOptions.of("d"));
      on.await("E1", "it stands", stands, 1_000);
    }
    on.pass(1_000);
    assertThat(broken()).startsWith("E1");
  }

  @Test
  void n1IsBrokenByTwoWhoHaveOneNumber() {
    Node b = elsewhere(KeyCodec.number("p", 0), KeyCodec.number("p", 1));
    for (Node node : List.of(a, b)) {
      CompletableFuture<?> number = node.kit().allocateNumberAsync("p", 1);
      on.await("N1", "it gets a number", number, 1_000);
    }
    assertThat(broken()).startsWith("N1");
  }

  @Test
  void l2IsBrokenByWhoIsToldTooLate() {
    Node late = stage.node("late", 2_000, 60_000_000_000L, stage.server().connect());
    on.take("M1", late, "k", Script.ttl(3_000), 1_000);
    late.weather().dark(true);
    var unused = on.ask(a, "k", Script.ttl(3_000));
    on.pass(10_000);
    assertThat(broken()).startsWith("L2");
  }

  @Test
  void f1IsBrokenByATokenThatComesTwiceThoughItsRecordWasDeleted() {
    Node b = on.node("b");
    Lease lease = Objects.requireNonNull(on.take("M1", a, "k", Script.ttl(3_000), 1_000));
    stage.monitor().exclusion(LeaseKind.MUTEX, "k").deleted(lease.token());
    stage.monitor().on(b.machine()).granted(lease, Node.millis(0));
    assertThat(broken()).startsWith("F1");
  }

  @Test
  void g2IsBrokenByAnIdentifierThatComesTwiceOrGoesBack() {
    NumberLease number = number();
    SnowflakeId id = new SnowflakeId(1L << 30);
    stage.identifiers().issued(a, -1, id, Optional.of(number));
    assertThat(broken()).isEmpty();
    stage.identifiers().issued(a, -1, id, Optional.of(number));
    stage.identifiers().issued(a, id.value(), new SnowflakeId(id.value() - 1), Optional.of(number));
    assertThat(broken()).containsExactly("G2", "G2");
  }

  @Test
  void g3IsBrokenByAnIdentifierOfANumberThatIsNotHeld() {
    NumberLease number = number();
    on.await("M4", "it is given back", number.releaseAsync(), 1_000);
    stage.identifiers().issued(a, -1, new SnowflakeId(1), Optional.of(number));
    stage.identifiers().issued(a, -1, new SnowflakeId(2), Optional.empty());
    assertThat(broken()).containsExactly("G3", "G3");
  }

  @Test
  void g6IsBrokenByAMarkThatGoesBackAndATickThatIsUsedTwice() {
    NumberLease number = number();
    stage.marks().raised(number, 10);
    stage.marks().read(number, 9);
    stage.marks().issued(number, 3);
    stage.marks().issued(number, 3);
    assertThat(broken()).containsExactly("G6", "G6");
  }

  private NumberLease number() {
    CompletableFuture<NumberLease> number = a.kit().allocateNumberAsync("p", 1);
    on.await("N1", "it gets a number", number, 1_000);
    return number.join();
  }
}

package dev.lockstep.memory;

import static dev.lockstep.port.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Atomic;
import dev.lockstep.EndCause;
import dev.lockstep.HistoryLostException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kit does when the backend is no longer the one it was (F4), in virtual time. */
final class HistoryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer first = new MemoryServer("first", MemoryProfile.likeRedis(), time);
  private final Backend backend = new Backend(first);
  private final Atomic kit = LeaseEngine.atomic(backend.store(), new VirtualConfig(time));

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void anUndisturbedKitAsksOnce() {
    kit.mutex("b").isLocked();
    assertThat(backend.histories).as("it has nothing to lose").isZero();
    Lease lease = lock("a", SECOND);
    time.advance(SECOND.multipliedBy(20));
    lock("b", SECOND.multipliedBy(2));
    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.histories).isOne();
  }

  @Test
  void everyLeaseEndsWithItsHistoryAfterAnInterruption() {
    List<Lease> leases =
        List.of(lock("a", SECOND.multipliedBy(3)), lock("b", SECOND.multipliedBy(9)));
    first.down();
    time.advance(SECOND);
    first.reset();
    first.up();
    time.advance(SECOND);
    assertThat(leases).map(HistoryTest::endOf).containsOnly(EndCause.HISTORY_LOST);
    assertThat(lock("a", SECOND).token()).isGreaterThan(leases.get(0).token());
  }

  @Test
  void anInterruptionAloneEndsNothing() {
    Lease lease = lock("a", SECOND.multipliedBy(3));
    first.down();
    time.advance(SECOND);
    int askedInVain = backend.histories;
    first.up();
    time.advance(SECOND.multipliedBy(9));
    assertThat(lease.isHeld()).isTrue();
    assertThat(backend.histories).isEqualTo(askedInVain + 1);
  }

  /** The first to look finds its record gone; the others need not wait for their own look. */
  @Test
  void aFlushIsHeardByAllOnceOneHasFoundIt() {
    Lease early = lock("a", SECOND.multipliedBy(3));
    Lease late = lock("b", SECOND.multipliedBy(60));
    first.reset();
    time.advance(SECOND);
    assertThat(endOf(early)).isEqualTo(EndCause.REVOKED);
    assertThat(endOf(late)).isEqualTo(EndCause.HISTORY_LOST);
  }

  /** On the same session as what was lost, and on one that was opened since. */
  @ParameterizedTest
  @ValueSource(ints = {60, 9})
  void whatWasAskedForSinceOutlivesALateAnswer(int seconds) {
    Lease early = lock("a", SECOND.multipliedBy(3));
    Lease late = lock("b", SECOND.multipliedBy(60));
    first.reset();
    backend.answerHistoriesLate(time, SECOND.multipliedBy(2));
    time.advance(SECOND);
    assertThat(endOf(early)).isEqualTo(EndCause.REVOKED);
    assertThat(late.isHeld()).as("nobody knows yet").isTrue();
    Lease since = lock("c", SECOND.multipliedBy(seconds));
    time.advance(SECOND.multipliedBy(2));
    assertThat(endOf(late)).isEqualTo(EndCause.HISTORY_LOST);
    assertThat(since.isHeld()).as("it was granted in the new history").isTrue();
  }

  @Test
  void whatAnOperatorDeletedIsLostAlone() {
    Lease deleted = lock("a", SECOND.multipliedBy(3));
    Lease other = lock("b", SECOND.multipliedBy(60));
    new Backend(first).list().forEach(entry -> first.delete("here", entry));
    time.advance(SECOND);
    assertThat(endOf(deleted)).isEqualTo(EndCause.REVOKED);
    assertThat(other.isHeld()).as("its own look comes later").isTrue();
  }

  @Test
  void aKitRaisesTheBaseOverAllThatItHasSeen() {
    Lease seen = lock("a", SECOND.multipliedBy(3));
    Lease greater = lock("b", SECOND.multipliedBy(3));
    MemoryServer older = serverOfYesterday();
    backend.restore(older, false);
    time.advance(SECOND);
    assertThat(endOf(seen).isLoss()).isTrue();
    assertThat(endOf(greater).isLoss()).isTrue();
    Atomic other = LeaseEngine.atomic(new Backend(older).store(), new VirtualConfig(time));
    Lease next = lock(other, "b", SECOND);
    assertThat(next.token()).isGreaterThan(greater.token());
    assertThat(lock("a", SECOND).token()).isGreaterThan(greater.token());
    other.close();
  }

  /** Nothing was interrupted that the kit could have noticed: the token itself tells. */
  @Test
  void aKitThatSawNoInterruptionIssuesNoSmallerTokenEither() {
    Lease seen = lock("a", SECOND);
    seen.release();
    backend.restore(serverOfYesterday(), false);
    Lease next = lock("a", SECOND);
    assertThat(next.token()).isGreaterThan(seen.token());
    assertThat(next.isHeld()).isTrue();
  }

  @Test
  void aRestoreThatNobodyAnnouncedIsAnErrorUntilItIs() {
    Lease seen = lock("a", SECOND);
    seen.release();
    MemoryServer older = serverOfYesterday();
    backend.restore(older, true);
    assertThatThrownBy(() -> lock("a", SECOND))
        .isInstanceOf(HistoryLostException.class)
        .hasMessageContaining("'a'")
        .hasMessageContaining("lockstep epoch bump");
    assertThat(older.records()).as("what was granted is given back").isZero();
    long base = kit.inspector().raiseTokenBase(seen.token());
    assertThat(base).isGreaterThanOrEqualTo(seen.token()).isEqualTo(kit.inspector().tokenBase());
    assertThat(lock("a", SECOND).token()).isGreaterThan(base);
  }

  /** A grant would issue a greater one, so that nobody would learn of it. */
  @Test
  void aHandOverWhoseTokenDoesNotRiseIsAnErrorForWhoWaits() {
    backend.keepsTokensAtHandOver = true;
    Lease first = lock("a", SECOND);
    CompletableFuture<Lease> second = kit.mutex("a").lockAsync();
    CompletableFuture<Lease> third = kit.mutex("a").lockAsync();
    CompletableFuture<Void> released = first.releaseAsync();
    time.advance(SECOND);
    assertThat(released).isCompleted();
    assertThatThrownBy(second::join).hasCauseInstanceOf(HistoryLostException.class);
    assertThat(third.join().token()).isGreaterThan(first.token());
  }

  @Test
  void eachAnnouncementIsAMinuteAheadOfTheClockAndMoreThanTheLast() {
    long minute = (time.wallMillis() + 60_000) * 1000;
    assertThat(kit.inspector().raiseTokenBase(0)).isEqualTo(minute);
    assertThat(kit.inspector().raiseTokenBase(0)).isEqualTo(minute + 1);
    assertThat(kit.inspector().raiseTokenBase(minute + 5)).isEqualTo(minute + 5);
    time.advance(SECOND);
    assertThat(kit.inspector().raiseTokenBase(0)).isEqualTo(minute + 1_000_000);
    assertThat(lock("a", SECOND).token()).isGreaterThan(minute + 1_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, (1L << 52) + 1, Long.MAX_VALUE})
  void aBaseThatWouldEndAllTokensIsRefused(long seen) {
    long before = kit.inspector().tokenBase();
    assertThatThrownBy(() -> kit.inspector().raiseTokenBase(seen))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(Long.toString(seen));
    assertThat(kit.inspector().tokenBase()).isEqualTo(before);
  }

  private Lease lock(String name, Duration ttl) {
    return lock(kit, name, ttl);
  }

  /** Never blocks: no time would pass. */
  private Lease lock(Atomic by, String name, Duration ttl) {
    CompletableFuture<Optional<Lease>> asked =
        by.mutex(name).with(LockOptions.defaults().ttl(ttl)).tryLockAsync();
    time.advance(Duration.ofMillis(500));
    assertThat(asked).isDone();
    try {
      return asked.join().orElseThrow();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof LockstepException known ? known : failed;
    }
  }

  private static EndCause endOf(Lease lease) {
    assertThat(lease.isHeld()).isFalse();
    CompletableFuture<LeaseEnd> lost = lease.lost().toCompletableFuture();
    assertThat(lost).isDone();
    return lost.join().cause();
  }

  private MemoryServer serverOfYesterday() {
    VirtualTime yesterday = new VirtualTime();
    yesterday.stepWall(Duration.ofDays(-1));
    return new MemoryServer("older", MemoryProfile.likeRedis(), yesterday);
  }

  /** A store whose server can be replaced by another, with another history or, as it says, not. */
  private static final class Backend {
    private MemoryServer server;
    private LeaseStore store;
    private Optional<String> id = Optional.empty();
    private int histories;
    private UnaryOperator<CompletionStage<?>> onTheWay = answer -> answer;
    private boolean keepsTokensAtHandOver;
    private long issued;

    Backend(MemoryServer server) {
      this.server = server;
      this.store = connect(server);
    }

    private static LeaseStore connect(MemoryServer server) {
      return new MemoryStore(server, "here", new VirtualTime(), () -> {});
    }

    List<Key> list() {
      return answer(store.list("mutex", "", Optional.empty())).entries().stream()
          .map(Entry::key)
          .filter(key -> key.name().equals("a"))
          .toList();
    }

    void restore(MemoryServer other, boolean sameHistory) {
      id = sameHistory ? Optional.of(answer(store.history()).id()) : Optional.empty();
      server = other;
      store = connect(other);
    }

    void answerHistoriesLate(VirtualTime time, Duration by) {
      onTheWay =
          answer -> {
            CompletableFuture<Object> later = new CompletableFuture<>();
            time.schedule(
                by.toNanos(), () -> answer.thenAccept(history -> later.complete(history)));
            return later;
          };
    }

    LeaseStore store() {
      return (LeaseStore)
          Proxy.newProxyInstance(
              LeaseStore.class.getClassLoader(),
              new Class<?>[] {LeaseStore.class},
              (proxy, method, arguments) -> ask(method, arguments));
    }

    private Object ask(Method method, Object[] arguments) throws Throwable {
      for (Object argument : arguments == null ? new Object[0] : arguments) {
        if (argument instanceof MemorySession session && session.server() != server) {
          return elsewhere(method);
        }
      }
      try {
        Object answer = method.invoke(store, arguments);
        return answer instanceof CompletionStage<?> stage ? told(method, stage) : answer;
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }

    private Object issued(Method method, Object outcome) {
      if (!(outcome instanceof Outcome.Done done)) {
        return outcome;
      }
      boolean kept = keepsTokensAtHandOver && method.getName().equals("regrant");
      issued = kept ? issued : done.token();
      return new Outcome.Done(done.version(), issued);
    }

    private static CompletionStage<?> elsewhere(Method method) {
      return method.getName().equals("renew")
          ? CompletableFuture.completedFuture(new Renewal.Gone())
          : CompletableFuture.completedFuture(new Outcome.Refused(Optional.empty()));
    }

    private CompletionStage<?> told(Method method, CompletionStage<?> answer) {
      if (method.getName().equals("grant") || method.getName().equals("regrant")) {
        return answer.thenApply(outcome -> issued(method, outcome));
      }
      if (!method.getName().equals("history") && !method.getName().equals("raiseBase")) {
        return answer;
      }
      histories++;
      return onTheWay.apply(
          answer.thenApply(
              h -> new History(id.orElse(((History) h).id()), ((History) h).tokenBase())));
    }
  }
}

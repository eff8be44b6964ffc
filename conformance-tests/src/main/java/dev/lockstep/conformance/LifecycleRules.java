package dev.lockstep.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.EndCause;
import dev.lockstep.ErrorCode;
import dev.lockstep.Inspector;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** C1: what close gives up, ends and refuses. */
abstract class LifecycleRules extends LeftoverRules {
  private static final String DOMAIN = "invoices";

  /** Holds something of every kind. */
  private static List<Lease> holdEverything(Kit kit) {
    List<Lease> leases = new ArrayList<>();
    leases.add(lock(kit, lasting()));
    leases.add(kit.mutex("fixed").with(lasting().fixed()).lock());
    LockOptions reentrant = lasting().reentrant("job");
    leases.add(kit.mutex("entered").with(reentrant).lock());
    leases.add(kit.mutex("entered").with(reentrant).lock());
    kit.mutex("lingering").with(lasting().minHold(LONG)).lock().release();
    leases.add(kit.allocateNumber(POOL, 1));
    leases.add(kit.enableElection(ElectionOptions.of(DOMAIN).keepHeartbeat()).await());
    kit.nextId();
    return leases;
  }

  /** All of it can be had at once. */
  private static void assertEverythingIsFree(Kit other) {
    for (String key : List.of(KEY, "fixed", "entered", "lingering")) {
      DistributedMutex mutex = other.mutex(key).with(lasting());
      assertThat(mutex.isLocked()).as("%s is locked", key).isFalse();
      assertThat(mutex.tryLock()).as("tryLock of %s", key).isPresent();
    }
    assertThat(other.allocateNumber(POOL, 1).number()).isZero();
    Election election = other.enableElection(ElectionOptions.of(DOMAIN).keepHeartbeat());
    assertThat(election.isLeader()).as("leads at once").isTrue();
    assertThat(election.members().aliveNodes()).containsExactly(election.nodeKey());
    for (LeaseKind kind : LeaseKind.values()) {
      assertThat(other.inspector().holders(kind))
          .as("records of kind %s", kind)
          .allMatch(holder -> holder.nodeKey().equals(election.nodeKey()));
    }
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: close gives up everything held before it returns, and may be called again")
  final void c01_close_gives_up_everything() {
    Kit kit = kit();
    Kit other = kit();
    List<Lease> leases = holdEverything(kit);
    List<CompletableFuture<EndCause>> ends = new ArrayList<>();
    for (Lease lease : leases) {
      CompletableFuture<EndCause> end = new CompletableFuture<>();
      lease.onEnd(how -> end.complete(how.cause()));
      ends.add(end);
    }
    kit.close();
    assertThat(leases).as("leases of a kit that is closed").noneMatch(Lease::isHeld);
    assertEverythingIsFree(other);
    ends.forEach(
        end -> assertThat(Eventually.answer(SOON, "its end", end)).isEqualTo(EndCause.CLOSED));
    assertThat(leases).noneMatch(lease -> lease.lost().toCompletableFuture().isDone());
    kit.close();
    kit.close();
    assertThat(mutex(other, lasting()).isLocked()).isTrue();
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: of several threads that close, each returns when everything is given up")
  final void c01_close_may_be_called_by_several_threads() {
    Kit other = kit();
    for (int round = 0; round < 5; round++) {
      Wire wire = bench().wire();
      Kit kit = bench().kit(wire);
      Lease lease = lock(kit, lasting());
      wire.delayRequests(Duration.ofMillis(200));
      CountDownLatch start = new CountDownLatch(1);
      List<CompletableFuture<Boolean>> closers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        closers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  awaitQuietly(start);
                  kit.close();
                  return mutex(other, lasting()).isLocked();
                },
                bench().threads()));
      }
      start.countDown();
      for (CompletableFuture<Boolean> closer : closers) {
        assertThat(Eventually.answer(SOON, "a closer", closer))
            .as("still locked when close had returned")
            .isFalse();
      }
      assertThat(lease.isHeld()).isFalse();
    }
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: an interrupted thread closes as completely as any other")
  final void c01_an_interrupted_thread_closes_completely() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Kit other = kit();
    holdEverything(kit);
    wire.delayRequests(Duration.ofMillis(200));
    CompletableFuture<Boolean> flag =
        CompletableFuture.supplyAsync(
            () -> {
              Thread.currentThread().interrupt();
              kit.close();
              return Thread.interrupted();
            },
            bench().threads());
    assertThat(Eventually.answer(SOON, "the close", flag)).as("the flag stays set").isTrue();
    assertEverythingIsFree(other);
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: calls that wait end with KitClosed")
  final void c01_close_ends_waiting_calls() {
    Kit holder = kit();
    lock(holder, lasting());
    holder.enableElection(ElectionOptions.of(DOMAIN));
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    Election election = kit.enableElection(ElectionOptions.of(DOMAIN));
    List<CompletableFuture<?>> waiting =
        List.of(
            mutex(kit, lasting()).lockAsync(),
            later(() -> lock(kit, lasting())),
            later(() -> lock(kit, lasting().maxWait(LONG))),
            later(() -> kit.mutex(KEY).asLock().tryLock(LONG.toSeconds(), SECONDS)),
            later(election::await),
            election.awaitAsync());
    Eventually.throughout(
        Duration.ofMillis(300),
        "they wait",
        () -> waiting.stream().noneMatch(call -> call.isDone()));
    // A clock that went back by half a second, and stands, is waited for.
    clock.standAt(kit.nextSnowflakeId().time().minusMillis(500));
    CompletableFuture<?> identifier = later(kit::nextId);
    Eventually.throughout(Duration.ofMillis(50), "it waits", () -> !identifier.isDone());
    kit.close();
    assertClosed(identifier);
    waiting.forEach(LifecycleRules::assertClosed);
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: calls that wait for a backend which does not answer end with an error, soon")
  final void c01_close_ends_calls_that_are_under_way() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(3)));
    Lease lease = lock(kit, lasting());
    wire.blackHole();
    List<CompletableFuture<?>> waiting =
        List.of(
            later(() -> kit.mutex("another").with(lasting()).tryLock()),
            later(() -> kit.mutex("a third").with(lasting()).lock()),
            later(() -> kit.allocateNumber(POOL, 1)),
            kit.allocateNumberAsync(POOL, 1),
            later(() -> kit.mutex(KEY).isLocked()),
            later(() -> kit.enableElection(ElectionOptions.of(DOMAIN))),
            later(kit::nextId),
            later(() -> kit.inspector().holders(LeaseKind.MUTEX)));
    Eventually.throughout(
        Duration.ofMillis(300),
        "they wait",
        () -> waiting.stream().noneMatch(call -> call.isDone()));
    long began = System.nanoTime();
    kit.close();
    assertThat(since(began)).as("bounded").isLessThan(Duration.ofSeconds(6));
    assertThat(lease.isHeld()).isFalse();
    for (CompletableFuture<?> call : waiting) {
      Throwable failed = failureOf(call);
      assertThat(failed)
          .isInstanceOfSatisfying(
              LockstepException.class,
              told ->
                  assertThat(told.code())
                      .isIn(ErrorCode.KIT_CLOSED, ErrorCode.BACKEND_UNAVAILABLE));
    }
  }

  private <T> CompletableFuture<T> later(Callable<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    bench()
        .threads()
        .execute(
            () -> {
              try {
                answer.complete(call.call());
              } catch (Exception failed) {
                answer.completeExceptionally(failed);
              }
            });
    return answer;
  }

  private static Throwable failureOf(CompletableFuture<?> call) {
    return Eventually.answer(
        SOON,
        "the call",
        call.handle(
            (value, error) -> error == null ? new AssertionError("answered: " + value) : error));
  }

  private static void assertClosed(CompletableFuture<?> call) {
    assertThat(failureOf(call))
        .isInstanceOfSatisfying(
            LockstepException.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.KIT_CLOSED));
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: later calls fail with KitClosed, on the kit and on what came from it")
  final void c01_later_calls_fail_with_kit_closed() {
    Kit kit = kit();
    DistributedMutex mutex = mutex(kit, lasting());
    Election election = kit.enableElection(ElectionOptions.of(DOMAIN).keepHeartbeat());
    Inspector inspector = kit.inspector();
    NumberLease number = kit.allocateNumber(POOL, 1);
    Lease lease = kit.mutex("another").with(lasting()).lock();
    kit.nextId();
    kit.close();
    Stream.<Runnable>of(
            () -> kit.mutex(KEY),
            () -> kit.allocateNumber(POOL, 1),
            () -> kit.enableElection(ElectionOptions.of("payments")),
            () -> kit.election(DOMAIN),
            kit::inspector,
            kit::nextId,
            kit::nextSnowflakeId,
            kit::nextIdString,
            () -> kit.mutexDo(KEY, held -> {}),
            () -> kit.mutexTryDo(KEY, held -> {}),
            mutex::lock,
            mutex::tryLock,
            mutex::isLocked,
            mutex::holder,
            () -> mutex.asLock().lock(),
            () -> inspector.holders(LeaseKind.MUTEX),
            election::await,
            election::leader,
            () -> election.members().aliveNodes(),
            () -> election.members().isAlive("anybody"))
        .forEach(call -> assertFails(ErrorCode.KIT_CLOSED, call::run));
    Stream.<CompletableFuture<?>>of(mutex.lockAsync(), mutex.tryLockAsync(), election.awaitAsync())
        .forEach(LifecycleRules::assertClosed);
    assertThat(election.isLeader()).isFalse();
    assertThat(election.term()).isEmpty();
    assertThat(kit.held()).isEmpty();
    // What had ended says so: it ended with the kit.
    for (Lease ended : List.of(lease, number)) {
      assertThat(ended.isHeld()).isFalse();
      assertFails(ErrorCode.ALREADY_UNLOCKED, ended::release);
      assertFails(ErrorCode.ALREADY_UNLOCKED, ended::requireHeld);
      ended.close();
    }
    election.close();
  }

  @Test
  @Rule("C1")
  @DisplayName("C1: a listener may close the kit it hears of: of a lease, a term, or in a future")
  final void c01_a_listener_may_close_its_kit() {
    Kit other = kit();
    closeFrom(
        other,
        (kit, close) -> {
          Lease lease = kit.mutex("released").with(lasting()).lock();
          lease.onEnd(end -> close.run());
          lease.release();
        });
    closeFrom(
        other,
        (kit, close) ->
            kit.enableElection(ElectionOptions.of("payments"))
                .onLeaderChanged(event -> close.run()));
    closeFrom(
        other,
        (kit, close) -> {
          var unused = kit.mutex("asked").with(lasting()).lockAsync().thenAccept(l -> close.run());
        });
  }

  /** What is to lead to the close. */
  @FunctionalInterface
  private interface Occasion {
    void arrange(Kit kit, Runnable close);
  }

  private void closeFrom(Kit other, Occasion occasion) {
    Kit kit = kit();
    lock(kit, lasting());
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    occasion.arrange(
        kit,
        () -> {
          if (closed.isDone()) {
            return;
          }
          kit.close();
          Optional<Lease> lease = mutex(other, lasting()).tryLock();
          lease.ifPresent(Lease::release);
          closed.complete(lease.isPresent());
        });
    assertThat(Eventually.answer(SOON, "the close", closed)).as("given up").isTrue();
  }
}

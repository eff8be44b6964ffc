package dev.lockstep.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.ClockUnusableException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LeaseLostException;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SnowflakeGeneratorTest {
  private static final Instant START = Instant.parse("2026-06-20T12:34:56.780Z");

  private final FakeNumbers numbers = new FakeNumbers();
  private final VirtualClock clock = new VirtualClock(START);

  private SnowflakeGenerator generator(int most) {
    return new SnowflakeGenerator(numbers, clock, most, Duration.ofSeconds(2));
  }

  private static long slotOf(long id) {
    return id >>> 24;
  }

  private static void issue(SnowflakeGenerator ids, int count) {
    long last = -1;
    for (int i = 0; i < count; i++) {
      long id = ids.nextId();
      assertThat(id).isGreaterThan(last);
      last = id;
    }
  }

  @Test
  void g1_vectorOfTheSpecificationWithSequenceAndMachine() {
    numbers.plan.add(12_345);
    SnowflakeGenerator ids = generator(1);
    issue(ids, 7);

    SnowflakeId id = ids.nextSnowflakeId();

    assertThat(id.value()).isEqualTo(1_004_470_203_683_647_545L);
    assertThat(id.time()).isEqualTo(START);
    assertThat(id.sequence()).isEqualTo(7);
    assertThat(id.machine()).isEqualTo(12_345);
  }

  @Test
  void g1_vectorOfTheSpecificationAtTheBeginningOfAYear() {
    VirtualClock newYear = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));

    String id = new SnowflakeGenerator(numbers, newYear, 1, Duration.ofSeconds(2)).nextIdString();

    assertThat(id).isEqualTo("979751833436160000");
  }

  @Test
  void g1_reachesTheCeilingOfTheFormat() {
    SnowflakeGenerator ids = generator(1);

    issue(ids, 25_600);

    assertThat(clock.passedMillis()).isLessThan(1_000);
    assertThat(numbers.lent).hasSize(1);
  }

  @Test
  void g1_oneNumberIsEnoughUntilItIsUsedUp() {
    SnowflakeGenerator ids = generator(40);

    issue(ids, 256);

    assertThat(numbers.lent).hasSize(1);
  }

  @Test
  void g2_risesWithSeveralNumbersThatComeInAnyOrder() {
    numbers.plan.addAll(List.of(500, 7, 65_534, 0));
    SnowflakeGenerator ids = generator(4);

    issue(ids, 40_000);

    assertThat(numbers.held()).isEqualTo(4);
    // Four numbers, each 25,600 a second; the first slots had fewer.
    assertThat(clock.passedMillis()).isLessThan(450);
  }

  @Test
  void g2_risesWhenANumberOfSeveralIsLostWithinASlot() {
    SnowflakeGenerator ids = generator(2);
    issue(ids, 2_000);
    assertThat(numbers.held()).isEqualTo(2);
    long before = ids.nextId();

    numbers.lent.get(0).lose();
    long after = ids.nextId();

    assertThat(after).isGreaterThan(before);
    assertThat(new SnowflakeId(after).machine()).isEqualTo(1);
  }

  @Test
  void g2_uniqueAndRisingPerThreadUnderContention() {
    SnowflakeGenerator ids =
        new SnowflakeGenerator(numbers, IdClock.of(Ticker.system()), 8, Duration.ofSeconds(2));
    Set<Long> all = Collections.synchronizedSet(new HashSet<>());

    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 8)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          long last = -1;
                          for (int i = 0; i < 2_500; i++) {
                            long id = ids.nextId();
                            assertThat(id).isGreaterThan(last);
                            last = id;
                            all.add(id);
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    threads.forEach(CompletableFuture::join);

    assertThat(all).hasSize(20_000);
  }

  @Test
  void g3_aLostNumberIsReplacedBeforeTheNextIdentifier() {
    SnowflakeGenerator ids = generator(1);
    long before = ids.nextId();
    numbers.newest().lose();
    numbers.plan.add(9);

    long after = ids.nextId();

    assertThat(new SnowflakeId(after).machine()).isEqualTo(9);
    assertThat(after).isGreaterThan(before);
  }

  @Test
  void g3_withoutANumberItFailsAndRecovers() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 1);
    numbers.newest().lose();
    numbers.failures.add(new BackendUnavailableException("down"));

    assertThatThrownBy(ids::nextId).isInstanceOf(BackendUnavailableException.class);

    assertThat(ids.nextId()).isPositive();
  }

  @Test
  void g4_aClockThatGoesBackASecondIsWaitedOut() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 3);
    long before = ids.nextId();

    clock.stepMillis(-1_000);
    long after = ids.nextId();

    assertThat(after).isGreaterThan(before);
    assertThat(clock.passedMillis()).isBetween(990L, 1_010L);
  }

  @Test
  void g4_aClockThatGoesBackFurtherIsAnErrorUntilItHasCaughtUp() {
    SnowflakeGenerator ids = generator(1);
    long before = ids.nextId();
    clock.stepMillis(-1_020);

    assertThatThrownBy(ids::nextId)
        .isInstanceOf(ClockUnusableException.class)
        .hasMessageContaining("1020ms behind the last identifier");

    clock.advanceMillis(1_030);
    assertThat(ids.nextId()).isGreaterThan(before);
  }

  @Test
  void g4_aClockThatStandsStillHangsNobody() {
    SnowflakeGenerator ids = generator(1);
    clock.stopWall();
    issue(ids, 256);

    assertThatThrownBy(ids::nextId)
        .isInstanceOf(ClockUnusableException.class)
        .hasMessageContaining("stands still");
  }

  @Test
  void g5_theEndOfTheFormatIsAnError() {
    VirtualClock last = new VirtualClock(Instant.parse("2181-09-15T03:28:58.870Z"));
    SnowflakeGenerator ids = new SnowflakeGenerator(numbers, last, 1, Duration.ofSeconds(2));
    long greatest = LongStream.generate(ids::nextId).limit(256).max().orElseThrow();
    assertThat(greatest).isPositive();
    assertThat(slotOf(greatest)).isEqualTo((1L << 39) - 1);

    assertThatThrownBy(ids::nextId)
        .isInstanceOf(ClockUnusableException.class)
        .hasMessageContaining("2181-09-15T03:28:58.880Z");
  }

  @Test
  void g5_aClockBeforeTheBeginningIsAnError() {
    VirtualClock early = new VirtualClock(Instant.parse("2007-06-30T23:59:59.990Z"));

    assertThatThrownBy(
            () -> new SnowflakeGenerator(numbers, early, 1, Duration.ofSeconds(2)).nextId())
        .isInstanceOf(ClockUnusableException.class)
        .hasMessageContaining("2007-07-01T00:00:00Z");
  }

  @Test
  void g6_theMarkIsRaisedBeforeUseAndAtMostASecondAhead() {
    SnowflakeGenerator ids = generator(1);

    for (int i = 0; i < 400; i++) {
      long slot = slotOf(ids.nextId());
      assertThat(numbers.mark(0)).isBetween(slot, slot + 100);
      clock.advanceMillis(10);
    }

    // Four seconds of steady use: at most one raise per half second, and the first.
    assertThat(numbers.raises).isBetween(5, 9);
  }

  @Test
  void g6_steadyUseNeverWaitsForAMark() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 1);
    numbers.answering = false;
    long began = clock.passedMillis();

    // The window lasts for a second; half a second before its end the next raise is on its way.
    for (int i = 0; i < 60; i++) {
      clock.advanceMillis(10);
      issue(ids, 1);
    }

    assertThat(numbers.unanswered).hasSize(1);
    assertThat(clock.passedMillis() - began).isEqualTo(600);
  }

  @Test
  void g6_withoutAnAnswerNothingIsIssuedPastTheMark() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 1);
    long mark = numbers.mark(0);
    numbers.answering = false;

    BackendUnavailableException error =
        catchThrowableOfType(
            BackendUnavailableException.class,
            () -> {
              while (true) {
                clock.advanceMillis(10);
                assertThat(slotOf(ids.nextId())).isLessThanOrEqualTo(mark);
              }
            });

    assertThat(error).hasMessageContaining("could not be raised within 2s");
  }

  @Test
  void g6_anAnswerThatIsStuckBehindTheListenersIsSeenInTheLease() {
    SnowflakeGenerator ids = generator(1);
    numbers.answering = false;
    clock.onWait(() -> numbers.marks.put(0, clock.slot() + 100));

    long id = ids.nextId();

    assertThat(numbers.unanswered).hasSize(1);
    assertThat(slotOf(id)).isLessThanOrEqualTo(numbers.mark(0));
  }

  @Test
  void g6_aFailedRaiseIsReportedAndTriedAgain() {
    numbers.raiseFailures.add(new BackendUnavailableException("no answer"));
    SnowflakeGenerator ids = generator(1);

    assertThatThrownBy(ids::nextId)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage("no answer");

    clock.advanceMillis(200);
    assertThat(ids.nextId()).isPositive();
  }

  @Test
  void g6_aNumberThatSomebodyElseTookOverIsReplaced() {
    numbers.raiseFailures.add(new LeaseLostException("taken over"));
    numbers.plan.addAll(List.of(3, 4));
    SnowflakeGenerator ids = generator(1);

    assertThat(ids.nextSnowflakeId().machine()).isEqualTo(4);
  }

  @Test
  void g6_theNextHolderStartsAboveTheMarkThoughTheClockWentBack() {
    SnowflakeGenerator first = generator(1);
    issue(first, 600);
    long last = first.nextId();
    first.close();
    numbers.newest().close();
    clock.stepMillis(-15);

    SnowflakeId next = generator(1).nextSnowflakeId();

    assertThat(next.machine()).isEqualTo(new SnowflakeId(last).machine());
    assertThat(next.value()).isGreaterThan(last);
  }

  @Test
  void g6_aMarkASecondAheadIsWaitedOut() {
    numbers.marks.put(0, clock.slot() + 100);

    long id = generator(1).nextId();

    assertThat(slotOf(id)).isEqualTo(numbers.lent.get(0).mark() - 100);
    assertThat(clock.passedMillis()).isBetween(1_000L, 1_020L);
  }

  @Test
  void g6_aMarkFurtherAheadMakesItTakeAnotherNumber() {
    numbers.marks.put(0, clock.slot() + 101);

    SnowflakeId id = generator(1).nextSnowflakeId();

    assertThat(id.machine()).isEqualTo(1);
    assertThat(numbers.held()).isEqualTo(1);
    assertThat(clock.passedMillis()).isZero();
  }

  @Test
  void g6_ifEveryNumberIsAheadTheClockIsBlamedAndNoneIsKept() {
    IntStream.range(0, 10).forEach(number -> numbers.marks.put(number, clock.slot() + 360_000));

    assertThatThrownBy(generator(1)::nextId)
        .isInstanceOf(ClockUnusableException.class)
        .hasMessageContaining("until 2026-06-20T13:34:56.780Z or later")
        .hasMessageContaining("the wall clock says 2026-06-20T12:34:56.780Z");

    assertThat(numbers.held()).isZero();
  }

  @Test
  void n3_noNumberFreeIsReported() {
    numbers.failures.add(new NoAvailableNumberException("all taken"));

    assertThatThrownBy(generator(1)::nextId).isInstanceOf(NoAvailableNumberException.class);
  }

  @Test
  void g1_aNumberThatCannotBeAddedSlowsDownAndBreaksNothing() {
    SnowflakeGenerator ids = generator(2);
    issue(ids, 256);
    numbers.failures.add(new BackendUnavailableException("down"));

    issue(ids, 1_000);

    assertThat(numbers.held()).isEqualTo(1);
    clock.advanceMillis(1_000);
    issue(ids, 1_000);
    assertThat(numbers.held()).isEqualTo(2);
  }

  @Test
  void x1_callersThatWaitForOneAllocationShareItsFailure() {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    NumberAllocator slow =
        new NumberAllocator() {
          @Override
          public NumberLease allocateNumber(String pool, int max) {
            asked.incrementAndGet();
            try {
              answer.await();
            } catch (InterruptedException unexpected) {
              throw new AssertionError(unexpected);
            }
            throw new BackendUnavailableException("down");
          }

          @Override
          public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
            throw new AssertionError("nobody asked for a second number");
          }
        };
    Set<Thread> waiting = Collections.synchronizedSet(new HashSet<>());
    IdClock real = IdClock.of(Ticker.system());
    IdClock watched =
        new IdClock() {
          @Override
          public Ticker ticker() {
            return real.ticker();
          }

          @Override
          public void await(Condition changed, long nanos) throws InterruptedException {
            waiting.add(Thread.currentThread());
            real.await(changed, nanos);
          }
        };
    SnowflakeGenerator ids = new SnowflakeGenerator(slow, watched, 1, Duration.ofSeconds(2));
    AtomicInteger failed = new AtomicInteger();
    List<Thread> callers =
        IntStream.range(0, 5)
            .mapToObj(
                caller ->
                    new Thread(
                        () -> {
                          try {
                            ids.nextId();
                          } catch (BackendUnavailableException expected) {
                            failed.incrementAndGet();
                          }
                        }))
            .toList();
    callers.forEach(Thread::start);
    await().until(() -> waiting.size() == 4);

    answer.countDown();

    await().until(() -> failed.get() == 5);
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void c1_afterCloseItFails() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 1);

    ids.close();

    assertThatThrownBy(ids::nextId).isInstanceOf(KitClosedException.class);
  }

  @Test
  void c1_closeEndsAWaitingCall() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 256);
    clock.stopWall();
    clock.onWait(ids::close);

    assertThatThrownBy(ids::nextId).isInstanceOf(KitClosedException.class);
  }

  @Test
  void x2_anInterruptEndsTheWaitAndStaysSet() {
    SnowflakeGenerator ids = generator(1);
    issue(ids, 256);
    clock.stopWall();
    Thread.currentThread().interrupt();

    assertThatThrownBy(ids::nextId).isInstanceOf(OperationInterruptedException.class);

    assertThat(Thread.interrupted()).isTrue();
  }
}

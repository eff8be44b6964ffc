package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G6, as far as it is about the mark beside a number. */
abstract class MarkRules extends NumberRules {
  private UnaryOperator<KitOptions> brief() {
    Duration ttl = shortTtl(bench().traits());
    return options -> options.lockDefaults(lasting().ttl(ttl));
  }

  static void raise(NumberLease lease, long mark) {
    Eventually.answer(SOON, "the mark", lease.raiseMark(mark));
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: whoever holds a number next reads the mark of all who had it, killed or not")
  final void g06_a_mark_stays_with_its_number() {
    Kit kit = kit();
    NumberLease first = kit.allocateNumber(POOL, 1);
    assertThat(first.mark()).isZero();
    raise(first, 100);
    raise(first, 100);
    assertFails(ErrorCode.INVALID_OPTION, () -> raise(first, 99));
    assertThat(first.mark()).isEqualTo(100);
    first.release();
    Node doomed = bench().node(shortTtl(bench().traits()));
    NumberNode numbers = new NumberNode(doomed);
    NumberNode.Numbered second = numbers.allocate(POOL, 1);
    assertThat(second.mark()).isEqualTo(100);
    assertThat(numbers.raise(POOL, 1L << 40).mark()).isEqualTo(1L << 40);
    doomed.kill();
    NumberLease third = allocateSoon(kit, standing(kit, second.ttl()).plus(SOON));
    assertThat(third.mark()).isEqualTo(1L << 40);
    third.release();
    assertFails(ErrorCode.LEASE_LOST, () -> raise(third, 1L << 41));
    assertThat(kit().allocateNumber(POOL, 1).mark()).isEqualTo(1L << 40);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: marks of one number rise in the order in which they are asked for")
  final void g06_marks_rise_in_order() {
    NumberLease lease = kit().allocateNumber(POOL, 1);
    CompletableFuture<?>[] raises = new CompletableFuture<?>[100];
    for (int i = 0; i < raises.length; i++) {
      raises[i] = lease.raiseMark(i + 1);
    }
    Eventually.answer(SOON, "all of them", CompletableFuture.allOf(raises));
    assertThat(lease.mark()).isEqualTo(raises.length);
    lease.release();
    assertThat(kit().allocateNumber(POOL, 1).mark())
        .as("the mark that the next holder reads")
        .isEqualTo(raises.length);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: a mark that an earlier holder raises late moves nothing, and it hears so")
  final void g06_a_late_raise_of_an_earlier_holder_moves_nothing() {
    Wire wire = bench().wire();
    Kit other = kit();
    // So late that the number has its next holder first, on a busy machine too.
    Duration late = standing(other, shortTtl(other.traits())).plusSeconds(5);
    // Time enough for the late answer to be heard: what timed out before would be as right an end.
    UnaryOperator<KitOptions> patient =
        options -> brief().apply(options).operationTimeout(late.multipliedBy(3));
    NumberLease early = bench().kit(wire, patient).allocateNumber(POOL, 1);
    raise(early, 10);
    wire.delayRequests(late);
    CompletableFuture<Void> raising = early.raiseMark(5_000);
    NumberLease next = allocateSoon(other, late);
    assertThat(next.mark()).isEqualTo(10);
    raise(next, 20);
    Eventually.pass(late);
    wire.heal();
    assertFails(ErrorCode.LEASE_LOST, () -> Eventually.answer(SOON, "the late raise", raising));
    raise(next, 30);
    next.release();
    assertThat(other.allocateNumber(POOL, 1).mark()).isEqualTo(30);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: a paused holder can no longer move the mark that was taken over")
  final void g06_a_paused_holder_cannot_move_the_mark() {
    Node paused = bench().node(shortTtl(bench().traits()));
    NumberNode numbers = new NumberNode(paused);
    NumberNode.Numbered first = numbers.allocate(POOL, 1);
    numbers.raise(POOL, 10);
    paused.freeze();
    Kit other = kit();
    NumberLease next = allocateSoon(other, standing(other, first.ttl()).plus(SOON));
    raise(next, 20);
    paused.thaw();
    assertThat(numbers.raiseFails(POOL, 5_000)).isEqualTo(ErrorCode.LEASE_LOST.number());
    raise(next, 30);
    next.release();
    assertThat(other.allocateNumber(POOL, 1).mark()).isEqualTo(30);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: a lost reply, to any request of an allocation or of a raise, loses no mark")
  final void g06_a_lost_reply_loses_no_mark() {
    // Names, a session, the number, its mark, the mark taken over; and one more.
    for (int lost = 1; lost <= 6; lost++) {
      Wire wire = bench().wire();
      LostReplies observer = new LostReplies(wire);
      Kit kit = bench().kit(wire, options -> options.observer(observer));
      String pool = POOL + lost;
      Kit before = kit();
      NumberLease first = before.allocateNumber(pool, 1);
      raise(first, 10);
      first.release();
      observer.loseTheNth(lost);
      NumberLease lease = allocateAtLast(kit, pool);
      assertThat(lease.mark()).as("reply %d was lost", lost).isEqualTo(10);
      observer.loseTheNth(1);
      raise(lease, 20);
      raise(lease, 30);
      lease.release();
      assertThat(before.allocateNumber(pool, 1).mark()).isEqualTo(30);
    }
  }

  /** It may fail for the lost reply, and then has given back what it got (M8). */
  private static NumberLease allocateAtLast(Kit kit, String pool) {
    CompletableFuture<NumberLease> got = new CompletableFuture<>();
    Eventually.within(
        SOON,
        "a number of " + pool,
        () -> {
          try {
            got.complete(kit.allocateNumber(pool, 1));
          } catch (LockstepException notYet) {
            assertThat(notYet.code())
                .isIn(ErrorCode.BACKEND_UNAVAILABLE, ErrorCode.NO_AVAILABLE_NUMBER);
          }
          return got.isDone();
        });
    return got.join();
  }

  /** Has the reply to one of the next questions lost. Thread-safe. */
  private static final class LostReplies implements LockstepObserver {
    private final Wire wire;
    private final AtomicInteger left = new AtomicInteger();

    LostReplies(Wire wire) {
      this.wire = wire;
    }

    void loseTheNth(int question) {
      left.set(question);
    }

    @Override
    public Span begin(Operation operation) {
      if (operation.type() == Operation.Type.REQUEST && left.getAndDecrement() == 1) {
        wire.loseNextReply();
      }
      return error -> {};
    }
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: marks are there after a restart of the backend with its data")
  final void g06_marks_outlive_a_restart_of_the_backend() {
    BackendUnderTest backend = bench().alone();
    NumberLease lease = kit().allocateNumber(POOL, 1);
    raise(lease, 10);
    lease.release();
    backend.stop();
    backend.start();
    assertThat(kit().allocateNumber(POOL, 1).mark()).isEqualTo(10);
  }
}

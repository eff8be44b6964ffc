package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.EndCause;
import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L2, L4 to L7: how a lease ends, and who hears of it when. */
abstract class LossRules extends LeaseRules {
  @Test
  @Rule("L2")
  @DisplayName("L2: a holder that was cut off knows before a competitor is granted the lock")
  final void l02_a_holder_that_was_cut_off_knows_before_its_successor() {
    assertKnowsBeforeItsSuccessor(Wire::cut);
  }

  @Test
  @Rule("L2")
  @DisplayName("L2: a holder in a black hole, its renewals hanging, knows before its successor")
  final void l02_a_holder_in_a_black_hole_knows_before_its_successor() {
    assertKnowsBeforeItsSuccessor(Wire::blackHole);
  }

  private void assertKnowsBeforeItsSuccessor(Consumer<Wire> fault) {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Kit other = kit();
    Lease lease = lock(kit, brief(kit));
    Queue<LeaseEnd> heard = new ConcurrentLinkedQueue<>();
    lease.onEnd(heard::add);
    CompletableFuture<Boolean> knewAtTheGrant =
        CompletableFuture.supplyAsync(
            () -> {
              lock(other, lasting());
              return !lease.isHeld() && lease.lost().toCompletableFuture().isDone();
            },
            bench().threads());
    Eventually.pass(lease.ttl().dividedBy(2));
    assertHeld(lease);
    fault.accept(wire);
    assertThat(Eventually.answer(SOON, "the competitor", knewAtTheGrant))
        .as("the holder knew when its successor was granted the lock")
        .isTrue();
    Eventually.within(SOON, "the listener heard", () -> heard.size() == 1);
    assertThat(heard.element().cause().isLoss()).isTrue();
  }

  @Test
  @Rule("L2")
  @DisplayName("L2: while the backend is down, a holder ends its lease by its own clock")
  final void l02_a_holder_ends_its_lease_while_the_backend_is_down() {
    BackendUnderTest backend = bench().alone();
    Kit kit = kit();
    Lease lease = lock(kit, brief(kit));
    long deadline = System.nanoTime() + lease.validity().toNanos();
    backend.stop();
    LeaseEnd end = Eventually.answer(lease.validity().plus(SLACK), "the loss", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(lease.isHeld()).isFalse();
    assertTime("from the deadline until the loss", deadline).isLessThan(SLACK);
    backend.start();
  }

  @Test
  @Rule("L2")
  @DisplayName("L2: after a pause isHeld is false at its first call")
  final void l02_a_holder_that_was_paused_knows_at_once() {
    Kit other = kit();
    Node holder = bench().node();
    Grant first = holder.lock(KEY, brief(other));
    assertThat(holder.held(KEY).held()).isTrue();
    holder.freeze();
    Lease second = lock(other, lasting());
    holder.thaw();
    assertThat(holder.held(KEY).held()).as("held after the pause").isFalse();
    assertLater(second.token(), first.token());
    assertThat(second.isHeld()).isTrue();
  }

  @Test
  @Rule("L4")
  @DisplayName("L4: a lost lease stays lost, and the same again is a new lease")
  final void l04_a_lost_lease_stays_lost() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Lease lost = lock(kit, brief(kit));
    wire.blackHole();
    Eventually.answer(lost.ttl().plus(SOON), "the loss", lost.lost());
    wire.heal();
    Lease next = lock(kit, brief(kit));
    assertLater(next, lost);
    Eventually.throughout(next.ttl(), "it stays lost", () -> !lost.isHeld() && next.isHeld());
    assertFails(ErrorCode.LEASE_LOST, lost::requireHeld);
    assertFails(ErrorCode.LEASE_LOST, lost::renew);
    assertThat(lost.remaining()).as("what is left of a lost lease").isZero();
  }

  @Test
  @Rule("L5")
  @DisplayName("L5: each end is heard once by each listener, in order: released, lost, closed")
  final void l05_every_listener_hears_the_one_end_once() {
    Kit kit = kit();
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    Lease released = lock(kit, lasting());
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      listen(released, i + " ", heard);
      inOrder.add(i + " RELEASED");
    }
    released.release();
    Lease lost = lock(kit, brief(kit).fixed());
    listen(lost, "", heard);
    Eventually.answer(SOON, "the loss", lost.lost());
    Lease closed = lock(kit, lasting());
    listen(closed, "", heard);
    kit.close();
    listen(closed, "late ", heard);
    inOrder.addAll(List.of("FIXED_TIME_OVER", "CLOSED", "late CLOSED"));
    Eventually.within(SOON, "all were heard", () -> heard.size() >= inOrder.size());
    assertThat(heard)
        .as("what the listeners heard, in this order")
        .containsExactlyElementsOf(inOrder);
    assertThat(released.lost().toCompletableFuture()).isNotDone();
  }

  private static void listen(Lease lease, String who, Queue<String> heard) {
    lease.onEnd(end -> heard.add(who + end.cause()));
  }

  @Test
  @Rule("L5")
  @DisplayName("L5: listeners and futures run on the listener executor")
  final void l05_code_of_users_runs_on_the_listener_executor() {
    ExecutorService executor =
        bench()
            .keep(
                new ClosingExecutor(
                    Executors.newSingleThreadExecutor(task -> new Thread(task, "listener"))))
            .executor();
    Kit kit = bench().kit(options -> options.listenerExecutor(executor));
    Lease held = lock(kit(), lasting());
    CompletableFuture<String> granted =
        mutex(kit, lasting()).lockAsync().thenApply(lease -> threadName());
    CompletableFuture<String> lost = new CompletableFuture<>();
    Lease brief = kit.mutex("another").with(brief(kit).fixed()).lock();
    brief.onEnd(end -> lost.complete(threadName()));
    CompletableFuture<String> loss =
        brief.lost().thenApply(end -> threadName()).toCompletableFuture();
    held.release();
    assertThat(Eventually.answer(SOON, "the grant", granted))
        .as("the thread that ran what hangs on the grant")
        .isEqualTo("listener");
    assertThat(Eventually.answer(SOON, "the listener", lost))
        .as("the thread that told the listener")
        .isEqualTo("listener");
    assertThat(Eventually.answer(SOON, "the loss", loss))
        .as("the thread that ran what hangs on the loss")
        .isEqualTo("listener");
  }

  private static String threadName() {
    return Thread.currentThread().getName();
  }

  @Test
  @Rule("L5")
  @DisplayName("L5: a listener that blocks or throws delays no renewal and loses no event")
  final void l05_a_blocked_listener_delays_no_renewal() {
    Kit kit = kit();
    CountDownLatch blocked = new CountDownLatch(1);
    Lease first = kit.mutex("first").with(lasting()).lock();
    Lease second = kit.mutex("second").with(lasting()).lock();
    Lease renewed = lock(kit, steady(kit));
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    first.onEnd(
        end -> {
          throw new IllegalStateException("thrown by a listener of the suite, on purpose");
        });
    first.onEnd(end -> awaitQuietly(blocked));
    listen(first, "first ", heard);
    listen(second, "second ", heard);
    first.release();
    second.release();
    assertHeldFor(renewed.ttl().multipliedBy(2), renewed);
    Eventually.within(
        SOON, "another lease's listener heard", () -> heard.contains("second RELEASED"));
    blocked.countDown();
    Eventually.within(SOON, "the one behind it heard", () -> heard.contains("first RELEASED"));
    assertThat(heard).as("what the listeners heard").hasSize(2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Rule("L5")
  @DisplayName("L5: a listener may call any method, also lock, release and close, without deadlock")
  final void l05_a_listener_may_call_anything() {
    Kit kit = kit();
    Lease lease = lock(kit, lasting());
    CompletableFuture<Boolean> relocked = new CompletableFuture<>();
    lease.onEnd(
        end -> {
          Lease again = lock(kit, lasting());
          again.renew();
          boolean held = again.isHeld() && mutex(kit, lasting()).isLocked();
          again.release();
          lease.close();
          kit.close();
          relocked.complete(held);
        });
    lease.release();
    assertThat(Eventually.answer(SOON, "the listener", relocked)).isTrue();
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: a record that an operator deleted is lost within one effective TTL")
  final void l06_an_operator_deletion_is_heard_within_a_ttl() {
    Kit kit = kit();
    assertDeletionIsHeard(lock(kit, brief(kit)));
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: the same for a fixed lease")
  final void l06_an_operator_deletion_ends_a_fixed_lease_too() {
    Kit kit = kit();
    // Its end is far away, so that only the look at the backend can tell.
    assertDeletionIsHeard(lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(9)).fixed()));
  }

  private void assertDeletionIsHeard(Lease lease) {
    long before = System.nanoTime();
    assertThat(bench().backend().deleteLock(bench().namespace(), KEY)).isTrue();
    LeaseEnd end = Eventually.answer(lease.ttl().plus(SLACK), "the loss", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.REVOKED);
    assertTime("from the deletion until the loss", before).isLessThan(lease.ttl().plus(SLACK));
    assertThat(lease.isHeld()).isFalse();
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: the same if another holds it by the next renewal, and that one keeps it")
  final void l06_a_deletion_is_heard_though_another_was_granted_the_key() {
    Kit kit = kit();
    Kit other = kit();
    // Renewed late, so that the other's record stands where the next renewal looks.
    Lease first = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(9)));
    assertThat(bench().backend().deleteLock(bench().namespace(), KEY)).isTrue();
    Lease second = lock(other, LockOptions.defaults().ttl(Duration.ofSeconds(9)));
    assertLater(second, first);
    LeaseEnd end = Eventually.answer(first.ttl().plus(SLACK), "the loss", first.lost());
    assertThat(end.cause()).isEqualTo(EndCause.REVOKED);
    assertThat(first.isHeld()).isFalse();
    assertFails(ErrorCode.ALREADY_UNLOCKED, first::release);
    second.renew();
    assertHeld(second);
    second.release();
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: what the inspector revokes, its holder hears within a second")
  final void l06_a_revocation_is_heard() {
    Kit kit = kit();
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofSeconds(9)));
    Kit operator = kit();
    var holder = operator.inspector().holders(LeaseKind.MUTEX).get(0);
    assertThat(holder.token()).isEqualTo(lease.token());
    assertThat(operator.inspector().revoke(holder)).isTrue();
    LeaseEnd end = Eventually.answer(lease.ttl().plus(SLACK), "the loss", lease.lost());
    assertThat(end.cause()).isEqualTo(EndCause.REVOKED);
    assertThat(operator.inspector().revoke(holder)).isFalse();
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: after a flush every holder reports loss within one effective TTL")
  final void l06_a_flush_is_heard_within_a_ttl() {
    bench().alone();
    Kit kit = kit();
    List<Lease> leases =
        List.of(
            kit.mutex("a").with(brief(kit)).lock(),
            kit.mutex("b").with(brief(kit)).lock(),
            kit.mutex("c").with(brief(kit)).lock());
    Duration ttl = leases.get(0).ttl();
    bench().flush();
    for (Lease lease : leases) {
      LeaseEnd end = Eventually.answer(ttl.plus(SLACK), "the loss", lease.lost());
      assertThat(end.cause().isLoss()).isTrue();
    }
    assertFree(kit);
  }

  @Test
  @Rule("L6")
  @DisplayName("L6: a grant that was applied late, and that nobody knows, is deleted")
  final void l06_a_grant_that_nobody_knows_is_deleted() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire, options -> options.operationTimeout(Duration.ofSeconds(1)));
    Lease another = kit.mutex("another").with(lasting()).lock();
    wire.delayRequests(Duration.ofMillis(1500));
    assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> mutex(kit, lasting()).tryLock());
    Eventually.pass(Duration.ofSeconds(1));
    wire.heal();
    Kit other = kit();
    Eventually.within(SOON, "it is deleted", () -> !mutex(other, lasting()).isLocked());
    assertThat(another.isHeld()).isTrue();
  }

  @Test
  @Rule("L7")
  @DisplayName("L7: a killed holder's lease ends within its TTL and the grace")
  final void l07_a_killed_holders_lease_ends_in_time() {
    Kit other = kit();
    Node holder = bench().node();
    Grant grant = holder.lock(KEY, brief(other));
    Eventually.pass(grant.ttl());
    assertTaken(other);
    long killed = holder.kill();
    Duration bound = standing(other, grant.ttl()).plus(SLACK);
    Eventually.answer(bound, "the successor", mutex(other, lasting()).lockAsync());
    assertTime("from the kill until the successor", killed).isLessThan(bound);
  }

  @Test
  @Rule("L7")
  @DisplayName("L7: a holder that lives keeps its lease, whatever competes for it")
  final void l07_a_living_holder_keeps_its_lease() {
    Kit kit = kit();
    Lease lease = lock(kit, steady(kit));
    Kit other = kit();
    CompletableFuture<Lease> competitor = mutex(other, lasting()).lockAsync();
    assertHeldFor(lease.ttl().multipliedBy(3), lease);
    assertThat(competitor).as("the competitor of a holder that lives").isNotDone();
  }

  @Test
  @Rule("L7")
  @DisplayName("L7: if the backend was down, once more that long from when it answers again")
  final void l07_a_killed_holders_lease_ends_after_an_outage() {
    BackendUnderTest backend = bench().alone();
    Kit other = kit();
    Node holder = bench().node();
    Grant grant = holder.lock(KEY, brief(other));
    holder.kill();
    backend.stop();
    Eventually.pass(grant.ttl().dividedBy(2));
    backend.start();
    long up = System.nanoTime();
    Duration bound = standing(other, grant.ttl()).plus(SLACK);
    Eventually.within(bound.plus(SOON), "the successor", () -> tryLock(other));
    assertTime("from the end of the outage until the successor", up).isLessThan(bound);
  }

  private static boolean tryLock(Kit kit) {
    try {
      return mutex(kit, lasting()).tryLock().isPresent();
    } catch (LockstepException notYet) {
      assertThat(notYet.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
      return false;
    }
  }

  /** An executor of a test. */
  private record ClosingExecutor(ExecutorService executor) implements AutoCloseable {
    @Override
    public void close() {
      executor.shutdownNow();
    }
  }
}

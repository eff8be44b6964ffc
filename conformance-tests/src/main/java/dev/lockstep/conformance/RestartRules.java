package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.MemberEvent;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** C2: a kit survives its backend's restarts. */
abstract class RestartRules extends IdentifierRules {
  private static final String DOMAIN = "invoices";

  private UnaryOperator<KitOptions> brief() {
    Duration ttl = shortTtl(bench().traits());
    return options -> options.lockDefaults(lasting().ttl(ttl));
  }

  /** The backend is down for so long. */
  private void restart(Duration outage) {
    BackendUnderTest backend = bench().backend();
    backend.stop();
    Eventually.pass(outage);
    backend.start();
  }

  /** What a call answers once the backend can be asked again. */
  static <T> T onceBack(String what, Supplier<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Eventually.within(
        SOON,
        what,
        () -> {
          try {
            answer.complete(call.get());
          } catch (LockstepException notYet) {
            assertThat(notYet.code())
                .isIn(ErrorCode.BACKEND_UNAVAILABLE, ErrorCode.NO_AVAILABLE_NUMBER);
          }
          return answer.isDone();
        });
    return answer.join();
  }

  /** Whether the kit can ask its backend. */
  static boolean isBack(Kit kit) {
    try {
      kit.mutex("anything").isLocked();
      return true;
    } catch (LockstepException notYet) {
      assertThat(notYet.code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
      return false;
    }
  }

  @Test
  @Rule("C2")
  @DisplayName("C2: locks work again on the same kits, and waiters are woken by notifications")
  final void c02_locks_work_again() {
    bench().alone();
    Kit kit = kit();
    Kit other = kit();
    LockOptions patient = lasting().retryInterval(Duration.ofSeconds(60));
    handOver(kit, other, patient);
    for (int i = 0; i < 3; i++) {
      bench().backend().stop();
      assertFails(ErrorCode.BACKEND_UNAVAILABLE, () -> mutex(kit, lasting()).tryLock());
      Eventually.pass(Duration.ofMillis(300));
      bench().backend().start();
      onceBack("the other kit's look", () -> mutex(other, lasting()).isLocked());
      // Each kit for itself: what it reads by may be back before what its leases stand on.
      onceBack("a lock", () -> mutex(kit, lasting()).tryLock().orElseThrow()).release();
      onceBack("another's", () -> mutex(other, lasting()).tryLock().orElseThrow()).release();
      handOver(kit, other, patient);
      handOver(other, kit, patient);
    }
  }

  private static void handOver(Kit from, Kit to, LockOptions patient) {
    Lease lease = lock(from, patient);
    CompletableFuture<Lease> waiter = mutex(to, patient).lockAsync();
    Eventually.throughout(Duration.ofMillis(200), "it waits", () -> !waiter.isDone());
    assertThat(mutex(to, patient).holder().orElseThrow().token()).isEqualTo(lease.token());
    lease.release();
    Lease next = Eventually.answer(SOON, "the waiter", waiter);
    assertThat(next.token()).isGreaterThan(lease.token());
    next.release();
  }

  @Test
  @Rule("C2")
  @DisplayName("C2: who waited for a lock when the backend went down gets it when it is back")
  final void c02_waiters_go_on_waiting() {
    bench().alone();
    Kit holder = kit();
    lock(holder, lasting());
    Kit other = kit();
    CompletableFuture<Lease> waiter = mutex(other, lasting()).lockAsync();
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    restart(Duration.ofSeconds(1));
    onceBack("the holder's look", () -> mutex(holder, lasting()).isLocked());
    holder.close();
    assertHeld(Eventually.answer(SOON, "the waiter", waiter));
  }

  @Test
  @Rule("C2")
  @DisplayName("C2: elections and heartbeats come back on the same kit, and observers hear of it")
  final void c02_elections_and_heartbeats_work_again() {
    bench().alone();
    Kit kit = kit();
    Kit other = kit();
    Duration unhealthy = shortTtl(bench().traits());
    ElectionOptions options = ElectionOptions.of(DOMAIN).unhealthyTime(unhealthy).keepHeartbeat();
    Election election = kit.enableElection(options);
    Election rival = other.enableElection(options.canElect(() -> false));
    List<LeaderChangedEvent> heard = new CopyOnWriteArrayList<>();
    election.onLeaderChanged(heard::add);
    List<MemberEvent> members = new CopyOnWriteArrayList<>();
    rival.members().onMember(members::add);
    AtomicLong leader = new AtomicLong();
    rival.observeLeader(holder -> leader.set(holder.map(Holder::token).orElse(0L)));
    Lease first = election.await();
    List<String> both = List.of(election.nodeKey(), rival.nodeKey());
    Eventually.within(SOON, "both are seen", () -> members.size() == 2);
    restart(unhealthy.multipliedBy(2));
    Eventually.within(SOON, "it leads again", election::isLeader);
    Lease second = election.await();
    assertThat(second.token()).isGreaterThan(first.token());
    election.extend();
    Eventually.within(SOON, "the rival sees it", () -> leader.get() == second.token());
    Eventually.within(
        SOON,
        "both are alive",
        () -> List.copyOf(onceBack("the members", rival.members()::aliveNodes)).equals(both));
    Eventually.within(SOON, "ousted and elected again", () -> heard.size() >= 3);
    assertThat(heard.get(0).isLeader()).isTrue();
    assertThat(heard.get(1).isLeader()).isFalse();
    assertThat(heard.get(2).isLeader()).isTrue();
    Eventually.within(
        SOON,
        "the return of both is seen",
        () -> both.stream().allMatch(node -> lastOf(members, node).joined()));
    election.resign();
    assertThat(onceBack("who leads", rival::leader).map(Holder::token))
        .isNotEqualTo(Optional.of(second.token()));
  }

  private static MemberEvent lastOf(List<MemberEvent> events, String node) {
    return events.stream()
        .filter(event -> event.nodeKey().equals(node))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  @Test
  @Rule("C2")
  @DisplayName("C2: numbers, identifiers and the operator's view work again on the same kit")
  final void c02_numbers_and_identifiers_work_again() {
    bench().alone();
    Kit kit = bench().kit(brief());
    List<Long> ids = new ArrayList<>();
    ids.add(kit.nextId());
    NumberLease before = kit.allocateNumber(POOL, 1);
    raise(before, 10);
    restart(before.ttl().multipliedBy(2));
    Eventually.within(SOON, "its loss", () -> !before.isHeld());
    NumberLease after = onceBack("a number", () -> kit.allocateNumber(POOL, 1));
    assertThat(after.token()).isGreaterThan(before.token());
    assertThat(after.mark()).isEqualTo(10);
    raise(after, 20);
    after.renew();
    ids.add(onceBack("an identifier", kit::nextId));
    for (int i = 0; i < 1_000; i++) {
      ids.add(kit.nextId());
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(kit.inspector().holders(LeaseKind.NUMBER))
        .anyMatch(holder -> holder.token() == after.token());
    assertThat(kit.held()).contains(after).doesNotContain(before);
    after.release();
    restart(Duration.ofMillis(300));
    assertThat(onceBack("a number", () -> kit.allocateNumber(POOL, 1)).mark()).isEqualTo(20);
  }
}

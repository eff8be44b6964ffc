package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R1 to R4: who enters again, and how often it must leave. */
abstract class ReentrancyRules extends FencingRules {
  private static LockOptions as(String identity) {
    return lasting().reentrant(identity);
  }

  @Test
  @Rule("R1")
  @DisplayName("R1: the same identity enters again at once, with the same token, counted")
  final void r01_the_same_identity_enters_again() {
    Kit kit = kit();
    Kit other = kit();
    List<Lease> entered = new ArrayList<>();
    entered.add(lock(kit, as("job")));
    long requests = bench().requests().asked();
    entered.add(lock(kit, as("job")));
    entered.add(mutex(kit, as("job")).tryLock().orElseThrow());
    entered.add(Eventually.answer(SOON, "the entry", mutex(kit, as("job")).lockAsync()));
    entered.add(lock(kit, as("job").ttl(Duration.ofSeconds(5)).fixed()));
    assertThat(bench().requests().asked()).as("a re-entry asks nobody").isEqualTo(requests);
    assertThat(entered).extracting(Lease::token).containsOnly(entered.get(0).token());
    assertThat(entered).extracting(Lease::ttl).containsOnly(entered.get(0).ttl());
    for (Lease lease : entered) {
      assertTaken(other);
      assertThat(lease.isHeld()).isTrue();
      lease.release();
      assertThat(lease.isHeld()).isFalse();
    }
    assertFree(other);
  }

  @Test
  @Rule("R1")
  @DisplayName("R1: waiters of one identity enter together")
  final void r01_waiters_of_one_identity_enter_together() {
    Kit kit = kit();
    Lease held = lock(kit(), lasting());
    List<CompletableFuture<Lease>> waiters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiters.add(mutex(kit, as("job")).lockAsync());
    }
    held.release();
    List<Lease> leases = new ArrayList<>();
    for (CompletableFuture<Lease> waiter : waiters) {
      leases.add(Eventually.answer(SOON, "a waiter", waiter));
    }
    assertThat(leases).extracting(Lease::token).containsOnly(leases.get(0).token());
    leases.forEach(Lease::release);
    assertFree(kit);
  }

  @Test
  @Rule("R2")
  @DisplayName("R2: without an identity, or with another, not even the same thread enters again")
  final void r02_without_the_identity_nothing_enters_again() {
    Kit kit = kit();
    Lease plain = lock(kit, lasting());
    assertTaken(kit);
    assertThat(mutex(kit, as("job")).tryLock()).isEmpty();
    assertFails(
        ErrorCode.LOCK_NOT_ACQUIRED, () -> lock(kit, lasting().maxWait(Duration.ofMillis(200))));
    plain.release();
    Lease named = lock(kit, as("job"));
    assertTaken(kit);
    assertThat(mutex(kit, as("another job")).tryLock()).isEmpty();
    named.release();
    assertFree(kit);
  }

  @Test
  @Rule("R3")
  @DisplayName("R3: the same identity in another kit is a competitor")
  final void r03_an_identity_counts_inside_one_kit() {
    Kit kit = kit();
    Kit other = kit();
    Lease lease = lock(kit, as("job"));
    assertThat(mutex(other, as("job")).tryLock())
        .as("tryLock with the same identity in another kit")
        .isEmpty();
    CompletableFuture<Lease> waiter = mutex(other, as("job")).lockAsync();
    Eventually.throughout(Duration.ofMillis(300), "it waits", () -> !waiter.isDone());
    lease.release();
    assertLater(Eventually.answer(SOON, "the waiter", waiter), lease);
  }

  @Test
  @Rule("R4")
  @DisplayName("R4: loss sets the count to zero, and what is acquired then is a new lease")
  final void r04_loss_sets_the_count_to_zero() {
    Kit kit = kit();
    LockOptions brief = brief(kit).reentrant("job").fixed();
    Lease first = lock(kit, brief);
    Lease second = lock(kit, brief);
    Eventually.answer(SOON, "the loss", second.lost());
    assertThat(first.isHeld()).isFalse();
    Lease next = lock(kit, as("job"));
    assertLater(next, first);
    assertFails(ErrorCode.ALREADY_UNLOCKED, first::release);
    assertFails(ErrorCode.ALREADY_UNLOCKED, second::release);
    assertThat(next.isHeld()).isTrue();
    assertTaken(kit());
    next.release();
    assertFree(kit);
  }

  @Test
  @Rule("R4")
  @DisplayName("R4: one release too many is AlreadyUnlocked")
  final void r04_one_release_too_many_is_already_unlocked() {
    Kit kit = kit();
    Lease first = lock(kit, as("job"));
    Lease second = lock(kit, as("job"));
    second.release();
    assertFails(ErrorCode.ALREADY_UNLOCKED, second::release);
    assertThat(first.isHeld()).isTrue();
    assertTaken(kit());
    first.release();
    assertFails(ErrorCode.ALREADY_UNLOCKED, first::release);
  }
}

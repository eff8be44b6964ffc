package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lock seen as java.util.concurrent sees locks. */
@SuppressWarnings(
    "LockNotBeforeTry") // What a lock does when it is not released properly is what is tested.
class LockViewTest {
  private final Kit kit = Lockstep.connect("memory:lock-view");
  private final Lock lock =
      kit.mutex("a")
          .with(
              LockOptions.defaults()
                  .ttl(Duration.ofSeconds(1))
                  .retryInterval(Duration.ofMillis(50)))
          .asLock();

  @AfterEach
  void close() {
    kit.close();
  }

  private static void inAnotherThread(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, run -> new Thread(run).start()).get(30, TimeUnit.SECONDS);
  }

  /** An operator takes it away. */
  private void revoke() {
    Holder holder = kit.mutex("a").holder().orElseThrow();
    assertThat(kit.inspector().revoke(holder)).isTrue();
    assertThat(kit.inspector().holders(LeaseKind.MUTEX)).isEmpty();
  }

  @Test
  void whoHasItExcludesEverybodyAlsoInTheSameThread() throws Exception {
    lock.lock();
    assertThat(lock.tryLock()).isFalse();
    assertThat(lock.tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
    inAnotherThread(lock::unlock);
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  @Test
  void unlockWithoutALockIsAnIllegalState() {
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void unlockAfterALossIsAnIllegalState() {
    lock.lock();
    revoke();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void unlockAfterALossDoesNotFreeTheLockOfAnotherThread() throws Exception {
    lock.lock();
    revoke();
    inAnotherThread(lock::lock);
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(kit.mutex("a").isLocked()).isTrue();
  }

  @Test
  void anInterruptEndsTheInterruptibleWaitAndOnlyThat() throws Exception {
    lock.lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    lock.unlock();
  }

  @Test
  void whoWasInterruptedBeforeTakesTheLockAllTheSame() {
    Thread.currentThread().interrupt();
    lock.lock();
    assertThat(Thread.interrupted()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(lock.tryLock()).isFalse();
    lock.unlock();
    assertThat(lock.tryLock()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    lock.unlock();
  }

  @Test
  void thereAreNoConditions() {
    assertThatThrownBy(lock::newCondition).isInstanceOf(UnsupportedOperationException.class);
  }
}

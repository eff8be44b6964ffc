package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.OperationInterruptedException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that was interrupted before it called gets no answer, however quick that was (M3). */
class InterruptTest {
  private final Kit kit = Lockstep.connect("memory:interrupt");
  private final DistributedMutex mutex = kit.mutex("a");

  @AfterEach
  void close() {
    kit.close();
  }

  @Test
  void anInterruptedThreadTakesNoLock() {
    assertInterrupted(mutex::lock);
    assertInterrupted(mutex::tryLock);
    assertInterrupted(() -> kit.allocateNumber("pool", 1));
    await("what was granted to be given back")
        .atMost(Duration.ofSeconds(10))
        .until(() -> !mutex.isLocked() && kit.held().isEmpty());
  }

  @Test
  void anInterruptedThreadReleases() {
    Lease lease = mutex.lock();
    Thread.currentThread().interrupt();
    lease.release();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(mutex.isLocked()).isFalse();
  }

  private static void assertInterrupted(ThrowingCallable call) {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(call).isInstanceOf(OperationInterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}

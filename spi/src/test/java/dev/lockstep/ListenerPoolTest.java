package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.spi.Ticker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListenerPoolTest {
  private final TimerThread timer = new TimerThread("pool-test-timer");
  private final ListenerPool pool = new ListenerPool("pool-test-", Ticker.system(), timer);
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger ran = new AtomicInteger();

  @AfterEach
  void close() {
    open.countDown();
    pool.close();
    timer.close();
  }

  private void block() {
    try {
      open.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void l5_tenThousandEventsNeedTwoThreads() {
    AtomicInteger most = new AtomicInteger();

    for (int i = 0; i < 10_000; i++) {
      pool.execute(
          () -> {
            most.accumulateAndGet(pool.size(), Math::max);
            ran.incrementAndGet();
          });
    }

    await().until(() -> ran.get() == 10_000);
    assertThat(most.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void l5_listenersThatBlockStarveNobody() {
    for (int i = 0; i < 5; i++) {
      pool.execute(this::block);
    }

    pool.execute(ran::incrementAndGet);

    await().until(() -> ran.get() == 1);
    assertThat(pool.size()).isEqualTo(6);
  }

  @Test
  void l5_aListenerMayWaitForWhatRunsBehindIt() {
    CountDownLatch behind = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      pool.execute(
          () -> {
            pool.execute(behind::countDown);
            try {
              behind.await();
              ran.incrementAndGet();
            } catch (InterruptedException unexpected) {
              Thread.currentThread().interrupt();
            }
          });
    }

    await().until(() -> ran.get() == 3);
  }

  @Test
  void l5_aListenerThatThrowsEndsNothing() {
    for (int i = 0; i < 10; i++) {
      pool.execute(
          () -> {
            throw new IllegalStateException("a test's listener");
          });
    }
    pool.execute(ran::incrementAndGet);

    await().until(() -> ran.get() == 1);
    assertThat(pool.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void idleThreadsEnd() {
    for (int i = 0; i < 4; i++) {
      pool.execute(this::block);
    }
    await().until(() -> pool.size() == 4);

    open.countDown();

    await().until(() -> pool.size() == 0);
    pool.execute(ran::incrementAndGet);
    await().until(() -> ran.get() == 1);
  }

  @Test
  void c1_whatIsQueuedIsStillHeardOnClose() {
    for (int i = 0; i < 1_000; i++) {
      pool.execute(ran::incrementAndGet);
    }

    pool.close();

    assertThat(ran.get()).isEqualTo(1_000);
    await().until(() -> pool.size() == 0);
  }

  @Test
  void c1_afterCloseWhatComesIsHeardAndLeavesNoThread() {
    pool.close();

    pool.execute(ran::incrementAndGet);

    await().until(() -> ran.get() == 1 && pool.size() == 0);
  }

  @Test
  void c1_closeInterruptsWhoHangsAndHurriesWhoWaits() {
    for (int i = 0; i < 200; i++) {
      pool.execute(
          () -> {
            block();
            ran.incrementAndGet();
          });
    }
    long began = System.nanoTime();

    pool.close();

    await().until(() -> ran.get() == 200 && pool.size() == 0);
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void c1_aListenerMayCloseThePool() {
    pool.execute(
        () -> {
          pool.close();
          ran.set(Thread.currentThread().isInterrupted() ? -1 : 1);
        });

    await().until(() -> ran.get() != 0);
    assertThat(ran.get()).isEqualTo(1);
  }
}

package dev.lockstep.memory;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.port.Node;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same code on the clock of this machine, with a thread that is the scheduler. */
final class InRealTimeTest {
  private static final Key KEY = mutex("a");
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Scheduler scheduler =
      (delay, task) -> {
        Future<?> future = thread.schedule(task, delay, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
      };
  private final MemoryBackend backend = MemoryBackend.named(UUID.randomUUID().toString());
  private final FaultyNode first = backend.connect("here", scheduler);
  private final FaultyNode second = backend.connect("here", scheduler);
  private final Queue<Optional<Key>> hints = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    first.store().close();
    second.store().close();
    thread.shutdownNow();
  }

  @Test
  void theRecordOfACrashedNodeIsOverAndHintedByItself() {
    answer(second.store().watch(KEY, hints::add));
    Node.on(first.store(), Duration.ofMillis(500)).take(KEY);
    first.crash();
    await().atMost(BOUND).until(() -> hints.contains(Optional.of(KEY)));
    assertThat(answer(second.store().get(KEY))).isEmpty();
  }

  @Test
  void aFrozenNodeHearsAfterItThawed() {
    answer(second.store().watch(KEY, hints::add));
    Queue<Optional<Key>> heardByFirst = new ConcurrentLinkedQueue<>();
    answer(first.store().watch(KEY, heardByFirst::add));
    second.freeze();
    Node.on(first.store(), Duration.ofMillis(500)).take(KEY);
    await().atMost(BOUND).until(() -> !heardByFirst.isEmpty());
    assertThat(hints).isEmpty();
    second.thaw();
    await().atMost(BOUND).until(() -> !hints.isEmpty());
  }
}

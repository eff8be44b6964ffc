package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a server counts as silent: in steps of the patience, which the test takes. */
final class PulseTest {
  private final Queue<Runnable> due = new ArrayDeque<>();
  private final AtomicInteger silences = new AtomicInteger();
  private final Scheduler steps =
      (delay, task) -> {
        due.add(task);
        return () -> due.remove(task);
      };
  private final Pulse pulse = new Pulse(steps, Duration.ofSeconds(1), silences::incrementAndGet);

  private final Queue<CompletableFuture<String>> questions = new ArrayDeque<>();

  private void ask() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    assertThat(pulse.under(answer)).isNotCompleted();
    questions.add(answer);
  }

  private void answer() {
    questions.remove().complete("here");
  }

  private void step() {
    due.remove().run();
  }

  @Test
  void whoAnswersNothingForThatLongIsSilentAndAgainEachTime() {
    ask();
    ask();
    assertThat(due).as("timers").hasSize(1);
    step();
    assertThat(silences).hasValue(1);
    step();
    assertThat(silences).hasValue(2);
  }

  @Test
  void oneAnswerOfSeveralIsASignOfLife() {
    ask();
    ask();
    answer();
    step();
    assertThat(silences).hasValue(0);
    step();
    assertThat(silences).hasValue(1);
  }

  @Test
  void anErrorIsAnAnswer() {
    ask();
    ask();
    questions.remove().completeExceptionally(new IllegalStateException("no connection"));
    step();
    assertThat(silences).hasValue(0);
  }

  @Test
  void whereNothingIsAskedNobodyListens() {
    ask();
    answer();
    step();
    assertThat(due).isEmpty();
    ask();
    assertThat(due).as("timers").hasSize(1);
    step();
    assertThat(silences).hasValue(1);
  }
}

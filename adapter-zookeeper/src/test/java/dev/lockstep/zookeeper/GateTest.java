package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is asked, and what is not, around connections; patience ends when the test says so. */
final class GateTest {
  private final Queue<Runnable> due = new ArrayDeque<>();
  private final Scheduler steps =
      (delay, task) -> {
        due.add(task);
        return () -> due.remove(task);
      };
  private final Gate gate = new Gate(steps, Duration.ofSeconds(1));
  private final List<String> heard = new ArrayList<>();

  private void pass(String question) {
    gate.pass(() -> heard.add(question), () -> heard.add("no " + question));
  }

  @Test
  void whatIsAskedWithoutAConnectionIsAskedOnceThereIsOneAndInOrder() {
    pass("a");
    gate.shut();
    pass("b");
    gate.pass(() -> pass("d"), () -> {});
    pass("c");
    assertThat(heard).containsExactly("no a");
    gate.open();
    pass("e");
    assertThat(heard).containsExactly("no a", "b", "c", "d", "e");
    assertThat(due).as("timers").isEmpty();
  }

  @Test
  void whoWaitedForTooLongIsNeverAsked() {
    pass("a");
    pass("b");
    due.remove().run();
    assertThat(heard).containsExactly("no a");
    gate.open();
    assertThat(heard).containsExactly("no a", "b");
  }

  @Test
  void whoWaitedForAnAttemptInVainIsNeverAsked() {
    gate.open();
    pass("a");
    gate.shut();
    pass("b");
    gate.shut();
    assertThat(heard).containsExactly("a", "no b");
    assertThat(due).as("timers").isEmpty();
    gate.open();
    assertThat(heard).containsExactly("a", "no b");
  }

  @Test
  void whoAsksAgainWhenRefusedWaitsForTheNextAttempt() {
    gate.pass(() -> heard.add("never"), () -> pass("again"));
    gate.shut();
    assertThat(heard).isEmpty();
    gate.open();
    assertThat(heard).containsExactly("again");
  }
}

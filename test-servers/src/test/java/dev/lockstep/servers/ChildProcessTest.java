package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
  private final List<Integer> told = new CopyOnWriteArrayList<>();

  @Test
  void anEndThatNobodyHereOrderedIsTold() throws IOException {
    ChildProcess child = child();
    child.onEndOfItsOwn(told::add);
    child.process().toHandle().destroyForcibly();
    Waits.until("its end is told", () -> !told.isEmpty());
    assertThat(told).containsExactly(128 + 9);
    child.kill();
  }

  @Test
  void anEndThatWasOrderedIsNotTold() throws Exception {
    ChildProcess killed = child();
    ChildProcess stopped = child();
    killed.onEndOfItsOwn(told::add);
    stopped.onEndOfItsOwn(told::add);
    killed.kill();
    stopped.stop();
    CompletableFuture<Integer> heard = new CompletableFuture<>();
    ChildProcess other = child();
    other.onEndOfItsOwn(heard::complete);
    other.process().toHandle().destroyForcibly();
    assertThat(heard.get(30, TimeUnit.SECONDS)).as("an end after theirs").isEqualTo(128 + 9);
    assertThat(told).isEmpty();
  }

  private static ChildProcess child() throws IOException {
    return ChildProcess.start(new ProcessBuilder("sleep", "600"));
  }
}

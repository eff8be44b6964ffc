package dev.lockstep.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.servers.NodeProcess;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two processes add to one number in a file, ten thousand times, while one of them is killed, or
 * paused, again and again.
 */
@Isolated
@Execution(ExecutionMode.SAME_THREAD)
class IncrementTest {
  private static final long GOAL = 10_000;
  private static final Duration BOUND = Duration.ofMinutes(3);

  private static RedisServer server;

  @TempDir private Path folder;

  private record Addition(long token, long before) {}

  @BeforeAll
  static void start() {
    server = Servers.redis().owned().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private NodeProcess node(Path file, String kind) {
    NodeProcess node =
        NodeProcess.start(
            Incrementer.class, server.url(), file.toString(), Long.toString(GOAL), kind);
    node.await(line -> line.equals("ready"), Duration.ofSeconds(60));
    return node;
  }

  @Test
  void no_addition_to_an_unguarded_file_is_lost_while_a_process_is_killed_again_and_again()
      throws IOException {
    Path file = folder.resolve("unguarded");
    List<String> lines = new ArrayList<>();
    int kills = 0;
    try (NodeProcess steady = node(file, "unguarded")) {
      while (value(file) < GOAL) {
        NodeProcess victim = node(file, "unguarded");
        long goOnAt = Math.min(GOAL, value(file) + 500);
        await().atMost(BOUND).until(() -> value(file) >= goOnAt);
        if (value(file) < GOAL) {
          kills++;
        }
        victim.kill();
        lines.addAll(victim.lines());
        victim.close();
      }
      steady.await(line -> line.equals("done"), BOUND);
      lines.addAll(steady.lines());
    }
    SortedMap<Long, Long> byToken = additions(lines);
    assertThat(kills).isGreaterThanOrEqualTo(4);
    assertThat(value(file)).isEqualTo(GOAL);
    // In the order of tokens no number is read twice: a lost addition would be read again. One that
    // a killed process made and
    // could not tell leaves a gap, one for each kill at most.
    long last = -1;
    long gaps = 0;
    for (long before : byToken.values()) {
      assertThat(before).isGreaterThan(last);
      gaps += before - last - 1;
      last = before;
    }
    assertThat(gaps).isLessThanOrEqualTo(kills);
    assertThat(lines).noneMatch(line -> line.startsWith("late"));
  }

  @Test
  void a_guarded_file_refuses_every_write_of_a_paused_holder_that_came_too_late()
      throws IOException {
    Path file = folder.resolve("guarded");
    List<String> lines = new ArrayList<>();
    int pauses = 0;
    try (NodeProcess steady = node(file, "guarded");
        NodeProcess sleeper = node(file, "guarded")) {
      while (value(file) < GOAL) {
        long goOnAt = Math.min(GOAL, value(file) + 1000);
        await().atMost(BOUND).until(() -> value(file) >= goOnAt);
        sleeper.pause();
        long paused = value(file);
        // If the sleeper has the lock, this takes a takeover; if it sleeps in the guard itself,
        // nobody can go on without it.
        if (goesOn(() -> value(file) >= Math.min(GOAL, paused + 300))) {
          pauses++;
        }
        sleeper.resume();
      }
      steady.await(line -> line.equals("done"), BOUND);
      sleeper.await(line -> line.equals("done"), BOUND);
      lines.addAll(steady.lines());
      lines.addAll(sleeper.lines());
    }
    assertThat(pauses).isGreaterThanOrEqualTo(2);
    // Whatever was written, was written in the order of the tokens, each on what the one before had
    // left.
    long last = -1;
    for (long before : additions(lines).values()) {
      assertThat(before).isGreaterThan(last);
      last = before;
    }
    assertThat(value(file)).isEqualTo(GOAL);
  }

  private static boolean goesOn(Callable<Boolean> further) {
    try {
      await().atMost(Duration.ofSeconds(20)).until(further);
      return true;
    } catch (ConditionTimeoutException stands) {
      return false;
    }
  }

  private static SortedMap<Long, Long> additions(List<String> lines) {
    SortedMap<Long, Long> byToken = new TreeMap<>();
    for (String line : lines) {
      if (line.startsWith("added ")) {
        String[] words = line.split(" ", -1);
        Addition addition = new Addition(Long.parseLong(words[1]), Long.parseLong(words[2]));
        Long other = byToken.put(addition.token, addition.before);
        assertThat(other).as("token %d was issued twice", addition.token).isNull();
      }
    }
    return byToken;
  }

  private static long value(Path file) throws IOException {
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    return bytes.length < 16 ? 0 : ByteBuffer.wrap(bytes).getLong(8);
  }
}

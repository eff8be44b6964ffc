package dev.lockstep.memory;

import static dev.lockstep.port.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A kit in memory whose server does not answer, or not as it should. */
@Execution(ExecutionMode.CONCURRENT)
class OutageTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final String server = "outage-" + UUID.randomUUID();
  private final Kit kit = connect();

  private Kit connect() {
    return Lockstep.connect(
        KitOptions.of("memory:" + server).namespace("here").operationTimeout(TIMEOUT));
  }

  @AfterEach
  void close() {
    kit.close();
  }

  private FaultyNode node() {
    return MemoryBackend.node(kit).orElseThrow();
  }

  private static Duration failsAfter(Runnable call) {
    long asked = System.nanoTime();
    assertThat(catchThrowable(call::run)).isInstanceOf(BackendUnavailableException.class);
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  @Test
  void x1_questions_soon_after_one_another_all_end_in_time() throws Exception {
    kit.mutex("a").lock().release();
    node().disconnect();
    List<CompletableFuture<Duration>> answers = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 5; i++) {
      String key = "key-" + i;
      answers.add(
          CompletableFuture.supplyAsync(
              () -> failsAfter(() -> kit.mutex(key).tryLock()), run -> new Thread(run).start()));
      assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    for (CompletableFuture<Duration> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isLessThan(TIMEOUT.multipliedBy(3).dividedBy(2));
    }
  }

  @Test
  void x1_renewing_ends_in_time_though_the_backend_fails_at_once() {
    Lease lease = kit.mutex("a").lock();
    node().disconnect(Duration.ofMillis(1));
    assertThat(failsAfter(lease::renew)).isLessThan(TIMEOUT.plusMillis(300));
  }

  @Test
  void x1_connecting_to_a_server_that_is_down_fails_and_leaves_nothing() {
    MemoryBackend.server(server).orElseThrow().down();
    assertThatThrownBy(this::connect)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining(server);
    assertThat(MemoryBackend.connections(server)).isEqualTo(1);
    MemoryBackend.server(server).orElseThrow().up();
  }

  @Test
  void k3_a_number_that_cannot_be_read_is_an_error_not_one_that_is_taken() {
    assertThat(kit.allocateNumber("pool", 1).number()).isZero();
    Key number = new Key("number", "pool", "0");
    Entry standing = answer(node().store().get(number)).orElseThrow();
    byte[] later = "lockstep/2\n\n".getBytes(UTF_8);
    answer(node().store().rewrite(number, standing.term(), standing.version(), later));
    assertThatThrownBy(() -> kit.allocateNumber("pool", 1))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("lockstep/2");
  }
}

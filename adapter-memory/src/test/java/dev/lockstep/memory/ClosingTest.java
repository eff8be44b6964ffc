package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a kit has given up when close returns (C1, M14). */
class ClosingTest {
  private final Kit kit = Lockstep.connect("memory:closing");
  private final Kit other = Lockstep.connect("memory:closing");

  @AfterEach
  void close() {
    kit.close();
    other.close();
  }

  @Test
  void anInterruptedThreadWaitsForTheAnswersLikeAnyOther() {
    kit.mutex("a").lock();
    MemoryBackend.node(kit).orElseThrow().link().delayRequests(Duration.ofMillis(100));

    Thread.currentThread().interrupt();
    kit.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(other.mutex("a").isLocked()).isFalse();
  }
}

package dev.lockstep.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.port.PortConfig;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a request that nobody took is sent again. */
final class RetryPolicyTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private static RetryPolicy policy(double dice) {
    return new RetryPolicy(4, 20 * MILLI, 200 * MILLI, () -> dice);
  }

  @Test
  void pausesDoubleUntilTheAttemptsAreUsedUp() {
    RetryPolicy middle = policy(0.5);
    assertThat(middle.pause(1, 0)).hasValue(20 * MILLI);
    assertThat(middle.pause(2, 0)).hasValue(40 * MILLI);
    assertThat(middle.pause(3, 0)).hasValue(80 * MILLI);
    assertThat(middle.pause(4, 0)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void jitterIsAHalfInBothDirections() {
    assertThat(policy(0).pause(1, 0)).hasValue(10 * MILLI);
    assertThat(policy(1).pause(1, 0)).hasValue(30 * MILLI);
  }

  @Test
  void nothingIsSentAfterTheTimeIsOver() {
    assertThat(policy(0.5).pause(1, 180 * MILLI)).hasValue(20 * MILLI);
    assertThat(policy(0.5).pause(1, 181 * MILLI)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void settingsSayHowOftenAndHowLong() {
    PortConfig config = PortConfig.of("nats://127.0.0.1:4222");
    RetryPolicy byDefault = RetryPolicy.of(config);
    assertThat(byDefault.attempts()).isEqualTo(6);
    assertThat(byDefault.delayNanos()).isEqualTo(20 * MILLI);
    assertThat(byDefault.elapsedNanos()).isEqualTo(1000 * MILLI);
    // Not longer than anybody waits for it.
    assertThat(
            RetryPolicy.of(config.with(NatsSettings.RETRY_ELAPSED, Duration.ofHours(1)))
                .elapsedNanos())
        .isEqualTo(config.operationTimeout().toNanos());
    assertThat(RetryPolicy.of(config.with(NatsSettings.RETRY_ATTEMPTS, 1)).pause(1, 0))
        .isEqualTo(OptionalLong.empty());
    assertThatThrownBy(() -> RetryPolicy.of(config.with(NatsSettings.RETRY_ATTEMPTS, 0)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("retry-attempts");
  }
}

package dev.lockstep.nats;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When a request that nobody took is sent again: after pauses that double, give or take a half, up
 * to a number of attempts and a time. What may have been carried out is never sent again here: who
 * asked looks by its term what became of it.
 *
 * @param attempts how often it is sent at most
 * @param delayNanos the pause before the first repetition
 * @param elapsedNanos how long after the first sending a repetition may begin
 * @param dice from 0 to 1
 */
record RetryPolicy(int attempts, long delayNanos, long elapsedNanos, DoubleSupplier dice) {
  static RetryPolicy of(AtomicConfig config) {
    int attempts = config.get(NatsSettings.RETRY_ATTEMPTS).orElse(1);
    if (attempts < 1) {
      throw new InvalidOptionException("retry-attempts is " + attempts + "; at least 1 is sent");
    }
    Duration elapsed = config.get(NatsSettings.RETRY_ELAPSED).orElse(Duration.ZERO);
    Duration most = config.operationTimeout();
    return new RetryPolicy(
        attempts,
        config.get(NatsSettings.RETRY_DELAY).orElse(Duration.ZERO).toNanos(),
        (elapsed.compareTo(most) < 0 ? elapsed : most).toNanos(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * The pause before it is sent once more; empty if that was enough.
   *
   * @param sent how often it was sent
   * @param sinceNanos how long ago first
   */
  OptionalLong pause(int sent, long sinceNanos) {
    long doubled = delayNanos << Math.min(sent - 1, 20);
    long pause = (long) (doubled * (0.5 + dice.getAsDouble()));
    return sent < attempts && sinceNanos + pause <= elapsedNanos
        ? OptionalLong.of(pause)
        : OptionalLong.empty();
  }
}

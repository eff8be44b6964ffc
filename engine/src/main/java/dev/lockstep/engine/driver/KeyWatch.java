package dev.lockstep.engine.driver;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for hints about one key, or all of a domain, while somebody wants them; kept for a moment
 * longer, since hot keys are wanted again at once. Stepped under the lock.
 */
final class KeyWatch {
  private static final long LINGER = TimeUnit.SECONDS.toNanos(2);

  private final Kernel kernel;
  private final Key key;
  private final Runnable hint;
  private final Runnable unused;
  private @Nullable Registration registration;
  private @Nullable Timer lingering;
  private @Nullable Timer retrying;
  private int failures;
  private boolean asking;
  private boolean wanted;

  /**
   * A watch that does not listen yet.
   *
   * @param hint what a hint starts, also one that comes while nobody wants it: who asks just then
   *     is told what was before; called once more when listening begins, since all before was not
   *     heard
   * @param unused called when it has stopped listening
   */
  KeyWatch(Kernel kernel, Key key, Runnable hint, Runnable unused) {
    this.kernel = kernel;
    this.key = key;
    this.hint = hint;
    this.unused = unused;
  }

  /** Whether hints arrive. */
  boolean isListening() {
    return registration != null;
  }

  boolean isIdle() {
    return registration == null && !asking && !wanted;
  }

  /** Somebody waits: listens, if it does not. */
  void want() {
    wanted = true;
    if (lingering != null) {
      lingering.cancel();
      lingering = null;
    }
    listenIfDeaf();
  }

  private void listenIfDeaf() {
    cancelRetry();
    if (wanted && registration == null && !asking) {
      listen();
    }
  }

  private void listen() {
    asking = true;
    kernel.<Registration>request(
        "watching",
        key.path(),
        kernel.patience().operation(),
        () -> kernel.store().watch(key, at -> kernel.turn(hint)),
        (listening, error, late) -> {
          if (!late) {
            asking = false;
          }
          if (listening == null) {
            if (!late && wanted) {
              listenLater(error);
            } else if (!late) {
              unused.run();
            }
            return;
          }
          failures = 0;
          if (registration != null) {
            kernel.afterwards(listening::close);
            return;
          }
          registration = listening;
          if (wanted) {
            hint.run();
          } else {
            linger();
          }
        });
  }

  /**
   * Until it listens the retry interval stands in, which may be long. What is refused will be again
   * until somebody looks again, and wants it again.
   */
  private void listenLater(@Nullable Throwable error) {
    if (!kernel.isClosed() && (error == null || Failures.isTransient(error))) {
      cancelRetry();
      retrying = kernel.after(kernel.patience().backoff(failures++), this::listenIfDeaf);
    }
  }

  private void cancelRetry() {
    if (retrying != null) {
      retrying.cancel();
      retrying = null;
    }
  }

  /** Nobody waits any more. */
  void unwant() {
    cancelRetry();
    if (wanted) {
      wanted = false;
      if (registration != null) {
        linger();
      }
    }
  }

  private void linger() {
    if (lingering == null) {
      lingering =
          kernel.after(
              LINGER,
              () -> {
                lingering = null;
                if (!wanted) {
                  stop();
                  unused.run();
                }
              });
    }
  }

  void stop() {
    wanted = false;
    cancelRetry();
    Registration listening = registration;
    registration = null;
    if (lingering != null) {
      lingering.cancel();
      lingering = null;
    }
    if (listening != null) {
      kernel.afterwards(listening::close);
    }
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.LockstepException;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the backend while somebody wants to know: at once, at each hint, and at least every
 * second, since hints can be lost. One look at a time. Stepped under the lock.
 */
final class Lookout<T> {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final Kernel kernel;
  private final Supplier<CompletableFuture<T>> look;
  private final Consumer<T> seen;
  private final KeyWatch watch;
  private @Nullable Timer timer;
  private boolean wanted;
  private boolean looking;
  private boolean again;
  private boolean stopped;

  /**
   * A lookout that rests.
   *
   * @param key where hints come from
   * @param look asks the backend; a failure is passed over, the next look is due anyway
   * @param seen takes in what was found
   */
  Lookout(Kernel kernel, Key key, Supplier<CompletableFuture<T>> look, Consumer<T> seen) {
    this.kernel = kernel;
    this.look = look;
    this.seen = seen;
    this.watch = new KeyWatch(kernel, key, this::look, () -> {});
  }

  /** Somebody wants to know. */
  void want() {
    if (!stopped) {
      wanted = true;
      watch.want();
      look();
    }
  }

  /** Nobody does any more. */
  void rest() {
    wanted = false;
    if (timer != null) {
      timer.cancel();
    }
    watch.unwant();
  }

  /** Rests for good. */
  void stop() {
    stopped = true;
    rest();
    watch.stop();
  }

  private boolean isNeeded() {
    return wanted && !stopped && !kernel.isClosed();
  }

  private void look() {
    if (!isNeeded()) {
      return;
    }
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    if (timer != null) {
      timer.cancel();
    }
    Waits.then(look.get(), (found, error) -> kernel.turn(() -> take(found)));
  }

  private void take(@Nullable T found) {
    looking = false;
    if (found != null && isNeeded()) {
      try {
        seen.accept(found);
      } catch (LockstepException unreadable) {
        LOG.warn("a record cannot be read: {}", unreadable.getMessage());
      }
    }
    if (again) {
      again = false;
      look();
    } else if (isNeeded()) {
      watch.want();
      timer = kernel.after(LOOK_EVERY, this::look);
    }
  }
}

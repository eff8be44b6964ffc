package dev.lockstep.engine.driver;

import dev.lockstep.LockstepException;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the backend while somebody wants to know: at once, at each hint, and again before long,
 * since hints can be lost. One look at a time. Stepped under the lock.
 */
final class Lookout<T> {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");

  private final Kernel kernel;
  private final Supplier<CompletableFuture<T>> look;
  private final Predicate<T> seen;
  private final KeyWatch watch;
  private @Nullable Timer timer;
  private boolean wanted;
  private boolean looking;
  private boolean again;
  private boolean stopped;
  private int aboutToChange;

  /**
   * A lookout that rests.
   *
   * @param key where hints come from
   * @param look asks the backend; a failure is passed over, the next look is due anyway
   * @param seen takes in what was found; true if it is about to change, and worth looking at soon
   */
  Lookout(Kernel kernel, Key key, Supplier<CompletableFuture<T>> look, Predicate<T> seen) {
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

  /** How many looks will have ended when the first has that did not begin before now. */
  int looksUntilFresh() {
    return looking ? 2 : 1;
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
        aboutToChange = seen.test(found) ? aboutToChange + 1 : 0;
      } catch (LockstepException unreadable) {
        LOG.warn("a record cannot be read: {}", unreadable.getMessage());
      }
    }
    if (again) {
      again = false;
      look();
    } else if (isNeeded()) {
      watch.want();
      timer = kernel.after(kernel.patience().lookAgain(aboutToChange), this::look);
    }
  }
}

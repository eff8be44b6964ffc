package dev.lockstep.engine.driver;

import dev.lockstep.Holder;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockstepException;
import dev.lockstep.Registration;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who leads a domain, as seen from outside: looks while somebody observes, and never shows an older
 * term after a newer (E8).
 */
final class LeaderView {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");
  private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

  private final Kernel kernel;
  private final Key key;
  private final String domain;
  private final KeyWatch watch;
  private final List<Ordered<Optional<Holder>>> observers = new ArrayList<>();
  private Optional<Holder> known = Optional.empty();
  private boolean looked;
  private @Nullable Timer timer;
  private long newest;
  private boolean looking;
  private boolean again;
  private boolean stopped;

  LeaderView(Kernel kernel, Key key, String domain) {
    this.kernel = kernel;
    this.key = key;
    this.domain = domain;
    this.watch = new KeyWatch(kernel, key, this::look, () -> {});
  }

  CompletableFuture<Optional<Entry>> read() {
    return new Reading(kernel).get(key, domain);
  }

  Registration observe(Consumer<? super Optional<Holder>> observer) {
    Ordered<Optional<Holder>> ordered = new Ordered<>(kernel, observer, this::removed);
    kernel.turn(
        () -> {
          observers.add(ordered);
          if (looked) {
            ordered.tell(known);
          }
          if (!stopped) {
            watch.want();
            look();
          }
        });
    return ordered;
  }

  private void removed(Ordered<Optional<Holder>> observer) {
    observers.remove(observer);
    if (observers.isEmpty()) {
      rest();
    }
  }

  private void look() {
    if (observers.isEmpty() || stopped || kernel.isClosed()) {
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
    Waits.then(read(), (entry, error) -> kernel.turn(() -> take(entry)));
  }

  /** Null if the backend could not be asked. */
  @SuppressWarnings("NullableOptional") // The pair of value and error that a stage completes with.
  private void take(@Nullable Optional<Entry> entry) {
    looking = false;
    if (entry != null && !observers.isEmpty() && !stopped) {
      try {
        show(entry.map(e -> Holders.of(LeaseKind.LEADER, e)));
      } catch (LockstepException unreadable) {
        LOG.warn("who leads '{}' cannot be read: {}", domain, unreadable.getMessage());
      }
    }
    if (again) {
      again = false;
      look();
    } else if (!observers.isEmpty() && !stopped && !kernel.isClosed()) {
      watch.want();
      timer = kernel.after(LOOK_EVERY, this::look);
    }
  }

  private void show(Optional<Holder> now) {
    long token = now.map(Holder::token).orElse(Long.MAX_VALUE);
    if (now.isPresent() && token < newest) {
      return;
    }
    boolean same = looked && known.map(Holder::token).equals(now.map(Holder::token));
    looked = true;
    known = now;
    if (now.isPresent()) {
      newest = token;
    }
    if (!same) {
      observers.forEach(observer -> observer.tell(now));
    }
  }

  void stop() {
    stopped = true;
    rest();
  }

  private void rest() {
    looked = false;
    if (timer != null) {
      timer.cancel();
    }
    watch.stop();
  }
}

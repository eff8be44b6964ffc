package dev.lockstep.memory;

import dev.lockstep.spi.Key;
import java.util.Optional;
import java.util.function.Consumer;

/** Somebody who wants hints about a place. */
final class Watch {
  private final Place place;
  private final Consumer<Optional<Key>> hint;
  private final ExpiryAlarm alarm;
  private volatile boolean closed;

  Watch(Place place, Consumer<Optional<Key>> hint, ExpiryAlarm alarm) {
    this.place = place;
    this.hint = hint;
    this.alarm = alarm;
  }

  Place place() {
    return place;
  }

  ExpiryAlarm alarm() {
    return alarm;
  }

  void close() {
    closed = true;
  }

  /** On the scheduler's thread, since the caller holds the server's lock. */
  void tell(Optional<Key> key) {
    alarm
        .scheduler()
        .schedule(
            0,
            () -> {
              if (!closed) {
                hint.accept(key);
              }
            });
  }
}

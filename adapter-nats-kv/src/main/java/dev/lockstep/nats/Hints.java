package dev.lockstep.nats;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Watchers;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what the stream tells of its writes, one subscription for each key or domain that
 * somebody waits for; the server keeps nothing for them. Thread-safe.
 */
final class Hints {
  private static final String SEQUENCE = "Nats-Sequence";

  private final Connection connection;
  private final Layout layout;
  private final Markers markers;
  private final Supplier<CompletionStage<?>> roundTrip;
  private final Watchers all = new Watchers();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Dispatcher dispatcher;
  private boolean closed;

  /**
   * Nobody listens yet.
   *
   * @param roundTrip any question: when it is answered, the server has heard all that was said
   *     before it
   */
  Hints(
      Connection connection,
      Layout layout,
      Markers markers,
      Supplier<CompletionStage<?>> roundTrip) {
    this.connection = connection;
    this.layout = layout;
    this.markers = markers;
    this.roundTrip = roundTrip;
  }

  CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    Listening listening = new Listening(hint);
    lock.lock();
    try {
      if (closed) {
        throw new NotConnected("the store is closed");
      }
      Dispatcher on = dispatcher == null ? connection.createDispatcher() : dispatcher;
      dispatcher = on;
      listening.begin(on, key);
    } finally {
      lock.unlock();
    }
    return roundTrip
        .get()
        .whenComplete(
            (answer, error) -> {
              if (error != null) {
                listening.close();
              }
            })
        .thenApply(answer -> listening);
  }

  /** What was told while there was no connection is lost: all look again. */
  void tellAll() {
    all.tellAll();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      Dispatcher on = dispatcher;
      if (on != null && on.isActive()) {
        Uninterrupted.run(() -> connection.closeDispatcher(on));
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Listening implements Registration {
    private final Consumer<Optional<Key>> hint;
    private final Registration toAll;
    private volatile boolean over;
    private @Nullable Dispatcher on;
    private @Nullable Subscription subscription;

    Listening(Consumer<Optional<Key>> hint) {
      this.hint = hint;
      this.toAll = all.add(new Key("", "", ""), hint);
    }

    void begin(Dispatcher dispatching, Key key) {
      boolean lock = !key.name().isEmpty() && key.kind().equals("mutex");
      on = dispatching;
      subscription =
          Uninterrupted.call(
              () -> dispatching.subscribe(layout.hints(key), message -> told(message, !lock)));
    }

    /** Nobody waits for a lock to be taken; of leaders and domains all but renewals is observed. */
    private void told(Message message, boolean alsoMade) {
      Headers headers = message.getHeaders();
      boolean ended = Stored.isMarker(headers);
      boolean renewed = headers != null && headers.containsKey(Stored.RENEWS);
      Key key = layout.hinted(message.getSubject());
      String sequence = headers == null ? null : headers.getLast(SEQUENCE);
      if (ended && sequence != null) {
        markers.left(key, Long.parseLong(sequence), Stored.life(headers));
      }
      if (!over && (ended || (alsoMade && !renewed))) {
        hint.accept(Optional.of(key));
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        boolean before = over;
        over = true;
        Dispatcher dispatching = on;
        Subscription listening = subscription;
        if (!before && !closed && dispatching != null && listening != null) {
          var unused = Uninterrupted.call(() -> dispatching.unsubscribe(listening));
        }
      } catch (IllegalStateException closedMeanwhile) {
        // With the connection the subscription has ended too.
      } finally {
        lock.unlock();
        toAll.close();
      }
    }
  }
}

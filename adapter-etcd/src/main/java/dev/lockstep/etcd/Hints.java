package dev.lockstep.etcd;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a store, one for each key or domain that somebody waits for; all of them travel on
 * one connection. Each is opened before anybody looks, at the present revision: one opened at a
 * past revision is served late. Thread-safe.
 */
final class Hints {
  private final Watch watch;
  private final Layout layout;
  private final Set<Listening> open = ConcurrentHashMap.newKeySet();

  Hints(Watch watch, Layout layout) {
    this.watch = watch;
    this.layout = layout;
  }

  CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
    Listening listening = new Listening(key, hint);
    open.add(listening);
    listening.listen();
    return listening.begun;
  }

  void close() {
    open.forEach(Listening::close);
  }

  /** One watch, opened again where the server ended it. */
  private final class Listening implements Watch.Listener, Registration {
    final CompletableFuture<Registration> begun = new CompletableFuture<>();
    private final Key key;
    private final Consumer<Optional<Key>> hint;
    private volatile boolean closed;
    private volatile @Nullable Watcher watcher;

    Listening(Key key, Consumer<Optional<Key>> hint) {
      this.key = key;
      this.hint = hint;
    }

    void listen() {
      boolean one = !key.name().isEmpty();
      WatchOption option =
          WatchOption.builder()
              .isPrefix(!one)
              .withCreateNotify(true)
              // Nobody waits for a lock to be taken; of leaders and domains all is observed.
              .withNoPut(one && key.kind().equals("mutex"))
              .build();
      Watcher opened =
          watch.watch(
              one ? layout.key(key) : layout.prefix(key.kind(), key.domain()), option, this);
      watcher = opened;
      if (closed) {
        opened.close();
      }
    }

    @Override
    public void onNext(WatchResponse response) {
      List<WatchEvent> events = response.getEvents();
      if (events.isEmpty()) {
        if (!begun.complete(this)) {
          // Opened once more: what happened in between was not heard.
          hint.accept(Optional.empty());
        }
        return;
      }
      for (WatchEvent event : events) {
        hint.accept(Optional.of(layout.key(event.getKeyValue().getKey())));
      }
    }

    @Override
    public void onError(Throwable error) {
      again(error);
    }

    @Override
    public void onCompleted() {
      again(new IllegalStateException("the watch was ended by the server"));
    }

    /** After a compaction, say; whoever waits looks again when listening begins. */
    private void again(Throwable error) {
      if (!begun.completeExceptionally(error) && !closed) {
        listen();
      } else {
        close();
      }
    }

    @Override
    public void close() {
      closed = true;
      open.remove(this);
      Watcher opened = watcher;
      if (opened != null) {
        opened.close();
      }
    }
  }
}

package dev.lockstep.etcd;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a store, one for each key or domain that somebody waits for; all of them travel on
 * one connection. Each is opened before anybody looks, at the present revision: one opened at a
 * past revision is served late. Thread-safe.
 */
final class Hints {
  /** Between the end of a watch by the server and the next one. */
  private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

  private final Watch watch;
  private final Layout layout;
  private final Scheduler scheduler;
  private final Set<Listening> open = ConcurrentHashMap.newKeySet();

  Hints(Watch watch, Layout layout, Scheduler scheduler) {
    this.watch = watch;
    this.layout = layout;
    this.scheduler = scheduler;
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

  /** Somebody listens, by one watch after the other. */
  private final class Listening implements Registration {
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
      if (closed) {
        return;
      }
      boolean one = !key.name().isEmpty();
      WatchOption option =
          WatchOption.builder()
              .isPrefix(!one)
              .withCreateNotify(true)
              // A member that lost its leader says so, instead of being silent for ever.
              .withRequireLeader(true)
              // Nobody waits for a lock to be taken; of leaders and domains all is observed.
              .withNoPut(one && key.kind().equals("mutex"))
              .build();
      try {
        Watcher opened =
            watch.watch(
                one ? layout.key(key) : layout.prefix(key.kind(), key.domain()),
                option,
                new OneWatch(this));
        watcher = opened;
        if (closed) {
          opened.close();
        }
      } catch (RuntimeException clientIsClosed) {
        failed(clientIsClosed);
      }
    }

    void heard(List<WatchEvent> events) {
      if (!events.isEmpty()) {
        for (WatchEvent event : events) {
          hint.accept(Optional.of(layout.key(event.getKeyValue().getKey())));
        }
      } else if (!begun.complete(this)) {
        // Opened once more: what happened in between was not heard.
        hint.accept(Optional.empty());
      }
    }

    /** Who never listened asks again; who did listens again, by jetcd or by a watch to come. */
    void failed(Throwable error) {
      if (begun.completeExceptionally(error)) {
        close();
      }
    }

    void ended() {
      failed(new IllegalStateException("the watch was ended by the server"));
      if (!closed) {
        scheduler.schedule(AGAIN, this::listen);
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

  /**
   * A watch of jetcd, which resumes it by itself after an interruption. It does not where the
   * server ended it: where its revisions were compacted meanwhile, say.
   */
  private static final class OneWatch implements Watch.Listener {
    private final Listening listening;
    private final AtomicBoolean over = new AtomicBoolean();

    OneWatch(Listening listening) {
      this.listening = listening;
    }

    @Override
    public void onNext(WatchResponse response) {
      listening.heard(response.getEvents());
    }

    @Override
    public void onError(Throwable error) {
      listening.failed(error);
    }

    /** Told also by the closing of the watch, and then again. */
    @Override
    public void onCompleted() {
      if (over.compareAndSet(false, true)) {
        listening.ended();
      }
    }
  }
}

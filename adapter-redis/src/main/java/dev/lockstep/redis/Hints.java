package dev.lockstep.redis;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Watchers;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a store: one channel per bucket, all on one connection. Both linger for a
 * while after their last watcher left, since whoever waits for a lock usually waits again.
 * Thread-safe; watchers are called without any lock held.
 */
final class Hints extends RedisPubSubAdapter<String, String> {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Supplier<CompletionStage<StatefulRedisPubSubConnection<String, String>>> connect;
  private final Scheduler scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Channel> channels = new HashMap<>();
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection;
  private boolean sweeping;

  Hints(
      Supplier<CompletionStage<StatefulRedisPubSubConnection<String, String>>> connect,
      Scheduler scheduler) {
    this.connect = connect;
    this.scheduler = scheduler;
  }

  private static final class Channel {
    final CompletableFuture<Void> listening = new CompletableFuture<>();
    final Watchers watchers = new Watchers();
    boolean usedSinceSweep = true;
  }

  /**
   * Listens to these channels for hints about the key, or about all keys of its kind and domain if
   * it has no name.
   */
  CompletionStage<Registration> watch(List<String> names, Key key, Consumer<Optional<Key>> hint) {
    List<Registration> registrations = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    List<CompletableFuture<Void>> listening = new ArrayList<>();
    CompletionStage<Void> asked = CompletableFuture.completedFuture(null);
    lock.lock();
    try {
      for (String name : names) {
        Channel channel = channels.get(name);
        if (channel == null) {
          channel = new Channel();
          channels.put(name, channel);
          fresh.add(name);
        }
        channel.usedSinceSweep = true;
        registrations.add(channel.watchers.add(key, hint));
        listening.add(channel.listening);
      }
      if (!fresh.isEmpty()) {
        asked =
            connected().thenCompose(open -> open.async().subscribe(fresh.toArray(String[]::new)));
      }
    } finally {
      lock.unlock();
    }
    asked.whenComplete((done, error) -> dropUnheard(fresh, error));
    Registration registration =
        () -> {
          registrations.forEach(Registration::close);
          used(names);
        };
    return CompletableFuture.allOf(listening.toArray(CompletableFuture[]::new))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                registration.close();
              }
            })
        .thenApply(done -> registration);
  }

  /** Only under the lock. */
  private CompletableFuture<StatefulRedisPubSubConnection<String, String>> connected() {
    var current = connection;
    if (current == null || current.isCompletedExceptionally()) {
      current = connect.get().thenApply(this::listening).toCompletableFuture();
      connection = current;
      if (!sweeping) {
        sweeping = true;
        scheduler.schedule(LINGER_NANOS, this::sweep);
      }
    }
    return current;
  }

  private StatefulRedisPubSubConnection<String, String> listening(
      StatefulRedisPubSubConnection<String, String> open) {
    open.addListener(this);
    return open;
  }

  private void used(Collection<String> names) {
    lock.lock();
    try {
      for (String name : names) {
        Channel channel = channels.get(name);
        if (channel != null) {
          channel.usedSinceSweep = true;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void dropUnheard(List<String> names, @Nullable Throwable error) {
    List<Channel> dropped = new ArrayList<>();
    if (error != null) {
      lock.lock();
      try {
        names.forEach(
            name -> {
              Channel channel = channels.get(name);
              if (channel != null && !channel.listening.isDone()) {
                channels.remove(name);
                dropped.add(channel);
              }
            });
      } finally {
        lock.unlock();
      }
      dropped.forEach(channel -> channel.listening.completeExceptionally(error));
    }
  }

  /** Ends what nobody used for a while. */
  private void sweep() {
    lock.lock();
    try {
      CompletionStage<StatefulRedisPubSubConnection<String, String>> current = connection;
      if (current == null) {
        sweeping = false;
        return;
      }
      List<String> idle = new ArrayList<>();
      channels.forEach(
          (name, channel) -> {
            if (channel.watchers.isEmpty() && !channel.usedSinceSweep) {
              idle.add(name);
            }
            channel.usedSinceSweep = false;
          });
      idle.forEach(channels::remove);
      if (channels.isEmpty()) {
        connection = null;
        sweeping = false;
        current.thenCompose(StatefulRedisPubSubConnection::closeAsync);
        return;
      }
      if (!idle.isEmpty()) {
        current.thenCompose(open -> open.async().unsubscribe(idle.toArray(String[]::new)));
      }
      scheduler.schedule(LINGER_NANOS, this::sweep);
    } finally {
      lock.unlock();
    }
  }

  /** Also heard after a reconnect, when hints may have been lost. */
  @Override
  public void subscribed(String name, long count) {
    Channel channel = channel(name);
    if (channel != null && !channel.listening.complete(null)) {
      channel.watchers.tellAll();
    }
  }

  @Override
  public void message(String name, String path) {
    int slash = path.indexOf('/');
    Key key = Layout.key(path.substring(0, slash), path.substring(slash + 1));
    Channel channel = channel(name);
    if (channel != null) {
      channel.watchers.tell(key);
    }
  }

  private @Nullable Channel channel(String name) {
    lock.lock();
    try {
      return channels.get(name);
    } finally {
      lock.unlock();
    }
  }
}

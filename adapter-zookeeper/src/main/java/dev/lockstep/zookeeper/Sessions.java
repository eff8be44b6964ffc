package dev.lockstep.zookeeper;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.zookeeper.Op;

/** Opens, renews and ends what records live on. Thread-safe. */
final class Sessions {
  private final Set<Line> open = ConcurrentHashMap.newKeySet();
  private final Closing closing;
  private final Client client;
  private final AtomicConfig config;
  private final ZooKeeperTraits traits;
  private final Layout layout;
  private final Op asking;
  private volatile boolean closed;

  /**
   * Sessions by that client.
   *
   * @param traits shorter sessions are of no use
   * @param layout a renewal is a transaction which only looks whether the root of it stands
   */
  Sessions(
      Client client, AtomicConfig config, ZooKeeperTraits traits, Layout layout, Closing closing) {
    this.closing = closing;
    this.client = client;
    this.config = config;
    this.traits = traits;
    this.layout = layout;
    this.asking = Op.check(layout.root(), -1);
  }

  Duration apart() {
    return traits.apart();
  }

  CompletionStage<Session> open(Duration ttl) {
    return line(ttl)
        .thenApply(
            line -> {
              if (line.timeout().compareTo(traits.minTtl()) < 0) {
                var unused = close(line);
                throw tooShort(line.timeout());
              }
              ZooKeeperSession session = new ZooKeeperSession(this, line, config.ticker().nanos());
              endUnlessRenewed(session);
              return session;
            });
  }

  private BackendRefusedException tooShort(Duration granted) {
    return new BackendRefusedException(
        "ZooKeeper at "
            + config.url().endpoint()
            + " grants sessions of "
            + granted.toMillis()
            + " ms at most, and "
            + traits.minTtl().toMillis()
            + " ms are needed; raise the servers' maxSessionTimeout, or set tick-time if theirs is"
            + " shorter",
        null,
        config.url().endpoint(),
        null);
  }

  /** A session of ZooKeeper, given up if it is not there within the operation timeout. */
  CompletionStage<Line> line(Duration ttl) {
    Line line = new Line(client, ttl);
    open.add(line);
    if (closed) {
      line.giveUp(new IllegalStateException("the store is closed"));
    }
    Scheduler.Timer patience =
        config
            .scheduler()
            .schedule(
                config.operationTimeout().toNanos(),
                () -> line.giveUp(new TimeoutException("no session in time")));
    return line.opened()
        .whenComplete(
            (opened, error) -> {
              patience.cancel();
              if (error != null) {
                var unused = close(line);
              }
            });
  }

  /**
   * The client keeps a session alive as long as the process runs. So that it ends with the last
   * renewal, as it does elsewhere, it is ended when it was not renewed for so long.
   */
  private void endUnlessRenewed(ZooKeeperSession session) {
    long left = session.leftUnrenewed(config.ticker().nanos());
    config
        .scheduler()
        .schedule(
            Math.max(0, left),
            () -> {
              if (session.isOver()) {
                return;
              }
              if (session.leftUnrenewed(config.ticker().nanos()) <= 0) {
                var unused = end(session);
              } else {
                endUnlessRenewed(session);
              }
            });
  }

  /**
   * Renews all that belongs to it; fails where nobody can say.
   *
   * @return those that have ended
   */
  CompletionStage<List<Line>> renew(ZooKeeperSession session) {
    session.renewedAt(config.ticker().nanos());
    Queue<Line> ended = new ConcurrentLinkedQueue<>();
    return each(
            session.lines(),
            line ->
                line.wire()
                    .multi(List.of(asking))
                    .handle(
                        (answer, error) -> {
                          if (error != null) {
                            orThrow(error);
                            session.lost(line);
                            open.remove(line);
                            ended.add(line);
                          }
                          return null;
                        }))
        .thenApply(all -> List.copyOf(ended));
  }

  /** What the servers attribute to it. */
  CompletionStage<Set<Key>> audit(ZooKeeperSession session) {
    Set<Key> keys = ConcurrentHashMap.newKeySet();
    return each(
            session.lines(),
            line -> {
              CompletionStage<Void> now = line.wire().sync(layout.root());
              return now.thenCombine(
                      line.wire().ephemerals(layout.root()),
                      (nothing, paths) -> {
                        line.holds(paths.stream().mapToInt(String::length).sum());
                        paths.forEach(path -> key(path).ifPresent(keys::add));
                        return paths;
                      })
                  .handle(
                      (paths, error) -> {
                        if (error != null) {
                          orThrow(error);
                        }
                        return null;
                      });
            })
        .thenApply(all -> keys);
  }

  private Optional<Key> key(String path) {
    String chroot = client.chroot();
    return layout.key(path.startsWith(chroot) ? path.substring(chroot.length()) : path);
  }

  private static void orThrow(Throwable error) {
    if (!ZooKeeperFaults.sessionIsOver(error)) {
      throw new CompletionException(error);
    }
  }

  private static CompletableFuture<Void> each(
      Collection<Line> lines, Function<Line, CompletionStage<Void>> doing) {
    return CompletableFuture.allOf(
        lines.stream()
            .map(line -> doing.apply(line).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  CompletableFuture<Void> end(ZooKeeperSession session) {
    return each(session.end(), this::close);
  }

  CompletableFuture<Void> close(Line line) {
    return closing.close(line.handle()).whenComplete((nothing, error) -> open.remove(line));
  }

  /** Ends every one, and the common connection, within that time. */
  void close(Ending common, Duration bound) {
    closed = true;
    CompletableFuture<Void> all =
        CompletableFuture.allOf(each(open, this::close), closing.run(common.politely()));
    if (!Closing.await(all, bound)) {
      open.forEach(line -> Ending.abandon(line.handle()));
      common.atOnce().run();
    }
  }
}

package dev.lockstep.bench;

import dev.lockstep.bench.SecondThread.Timed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Two bare clients: one releases, the other hears of it, and asks for the record. */
final class BareHandOver implements Subject {
  private final SecondThread second = new SecondThread();
  private final List<Bare> clients;
  private final AtomicLongArray heard = new AtomicLongArray(2);
  private volatile Turn turn = new Turn(0, 0, new CompletableFuture<>());
  private int holder;
  private @Nullable CompletableFuture<Timed<Boolean>> next;

  /**
   * One release.
   *
   * @param number of releases so far
   * @param waiter who wants to be granted what was released
   * @param granted when that is so
   */
  private record Turn(long number, int waiter, CompletableFuture<Boolean> granted) {}

  private BareHandOver(List<Bare> clients) {
    this.clients = clients;
  }

  /** Null if these clients are not told of releases. */
  static @Nullable BareHandOver between(Bare one, Bare other) {
    BareHandOver both = new BareHandOver(List.of(one, other));
    if (one.listen(() -> both.released(0)) && other.listen(() -> both.released(1))) {
      Answers.await(one.lock());
      return both;
    }
    both.second.close();
    return null;
  }

  /** Each is told of every release, of its own as well, and maybe late. */
  private void released(int client) {
    Turn now = turn;
    if (heard.incrementAndGet(client) == now.number && client == now.waiter) {
      clients
          .get(client)
          .lock()
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  now.granted.complete(true);
                } else {
                  now.granted.completeExceptionally(error);
                }
              });
    }
  }

  @Override
  public void prepare() {
    CompletableFuture<Boolean> granted = new CompletableFuture<>();
    turn = new Turn(turn.number + 1, 1 - holder, granted);
    next = second.begin(() -> Answers.await(granted));
  }

  @Override
  public long operate() {
    if (next == null) {
      throw new IllegalStateException("not prepared");
    }
    long begun = System.nanoTime();
    var released = clients.get(holder).unlock();
    Timed<Boolean> got = Answers.await(next);
    Answers.await(released);
    holder = turn.waiter;
    return got.at() - begun;
  }

  @Override
  public void close() {
    Answers.await(clients.get(holder).unlock());
    clients.forEach(Bare::close);
    second.close();
  }
}

package dev.lockstep.bench;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import dev.lockstep.bench.SecondThread.Timed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lockstep passes a lock from one holder to the next, who waits for it: of these in turn. */
final class KitHandOver implements Subject {
  private final SecondThread second = new SecondThread();
  private final List<DistributedMutex> contenders;
  private final Duration settling;
  private int holder;
  private @Nullable Lease lease;
  private @Nullable CompletableFuture<Timed<Lease>> next;

  /**
   * Nobody has it yet.
   *
   * @param contenders the same lock as each kit sees it
   * @param settling how long who waits needs until it listens to the backend
   */
  KitHandOver(List<DistributedMutex> contenders, Duration settling) {
    this.contenders = contenders;
    this.settling = settling;
  }

  @Override
  public void prepare() {
    if (lease == null) {
      lease = contenders.get(holder).lock();
    }
    next = second.begin(contenders.get((holder + 1) % contenders.size())::lock);
    if (!settling.isZero()) {
      LockSupport.parkNanos(settling.toNanos());
    }
  }

  @Override
  public long operate() {
    if (lease == null || next == null) {
      throw new IllegalStateException("not prepared");
    }
    long begun = System.nanoTime();
    lease.release();
    Timed<Lease> got = Answers.await(next);
    lease = got.value();
    holder = (holder + 1) % contenders.size();
    return got.at() - begun;
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
    second.close();
  }
}

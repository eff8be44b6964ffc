package dev.lockstep;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A lease that a test ends as it likes. */
public class FakeLease implements Lease {
  private final LeaseKind kind;
  private final String key;
  private final Runnable ended;
  private volatile boolean released;
  private volatile boolean lost;

  protected FakeLease(LeaseKind kind, String key, Runnable ended) {
    this.kind = kind;
    this.key = key;
    this.ended = ended;
  }

  public void lose() {
    lost = true;
    ended.run();
  }

  public boolean isReleased() {
    return released;
  }

  @Override
  public LeaseKind kind() {
    return kind;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public long token() {
    return 1;
  }

  @Override
  public Duration ttl() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration validity() {
    return Duration.ofSeconds(30);
  }

  @Override
  public boolean isHeld() {
    return !released && !lost;
  }

  @Override
  public Duration remaining() {
    return isHeld() ? validity() : Duration.ZERO;
  }

  @Override
  public void requireHeld() {
    if (lost) {
      throw new LeaseLostException("lost: " + key);
    }
    if (released) {
      throw new AlreadyUnlockedException("released: " + key);
    }
  }

  @Override
  public void renew() {
    requireHeld();
  }

  @Override
  public CompletionStage<LeaseEnd> lost() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration onEnd(Consumer<? super LeaseEnd> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release() {
    if (!isHeld()) {
      throw new AlreadyUnlockedException("ended: " + key);
    }
    released = true;
    ended.run();
  }

  @Override
  public CompletableFuture<Void> releaseAsync() {
    close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    if (isHeld()) {
      release();
    }
  }
}

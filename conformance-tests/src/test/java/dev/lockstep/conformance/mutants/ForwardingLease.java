package dev.lockstep.conformance.mutants;

import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.Registration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A lease as sound as the one behind it; what is broken is overridden. */
class ForwardingLease implements Lease {
  final Lease sound;

  ForwardingLease(Lease sound) {
    this.sound = sound;
  }

  @Override
  public LeaseKind kind() {
    return sound.kind();
  }

  @Override
  public String key() {
    return sound.key();
  }

  @Override
  public long token() {
    return sound.token();
  }

  @Override
  public Duration ttl() {
    return sound.ttl();
  }

  @Override
  public Duration validity() {
    return sound.validity();
  }

  @Override
  public boolean isHeld() {
    return sound.isHeld();
  }

  @Override
  public Duration remaining() {
    return sound.remaining();
  }

  @Override
  public void requireHeld() {
    sound.requireHeld();
  }

  @Override
  public void renew() {
    sound.renew();
  }

  @Override
  public CompletionStage<LeaseEnd> lost() {
    return sound.lost();
  }

  @Override
  public Registration onEnd(Consumer<? super LeaseEnd> listener) {
    return sound.onEnd(listener);
  }

  @Override
  public void release() {
    sound.release();
  }

  @Override
  public CompletableFuture<Void> releaseAsync() {
    return sound.releaseAsync();
  }

  @Override
  public void close() {
    sound.close();
  }

  @Override
  public String toString() {
    return sound.toString();
  }
}

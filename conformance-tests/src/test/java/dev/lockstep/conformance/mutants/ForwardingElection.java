package dev.lockstep.conformance.mutants;

import dev.lockstep.Election;
import dev.lockstep.Holder;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.Membership;
import dev.lockstep.Registration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An election as sound as the one behind it; what is broken is overridden. */
class ForwardingElection implements Election {
  final Election sound;

  ForwardingElection(Election sound) {
    this.sound = sound;
  }

  @Override
  public String isolationKey() {
    return sound.isolationKey();
  }

  @Override
  public String nodeKey() {
    return sound.nodeKey();
  }

  @Override
  public boolean isLeader() {
    return sound.isLeader();
  }

  @Override
  public Optional<Lease> term() {
    return sound.term();
  }

  @Override
  public Lease await() {
    return sound.await();
  }

  @Override
  public CompletableFuture<Lease> awaitAsync() {
    return sound.awaitAsync();
  }

  @Override
  public void extend() {
    sound.extend();
  }

  @Override
  public void resign() {
    sound.resign();
  }

  @Override
  public void reconsider() {
    sound.reconsider();
  }

  @Override
  public Optional<Holder> leader() {
    return sound.leader();
  }

  @Override
  public Registration onLeaderChanged(Consumer<? super LeaderChangedEvent> handler) {
    return sound.onLeaderChanged(handler);
  }

  @Override
  public Registration observeLeader(Consumer<? super Optional<Holder>> observer) {
    return sound.observeLeader(observer);
  }

  @Override
  public Membership members() {
    return sound.members();
  }

  @Override
  public void close() {
    sound.close();
  }
}

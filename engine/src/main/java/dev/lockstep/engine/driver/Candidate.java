package dev.lockstep.engine.driver;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.Membership;
import dev.lockstep.Registration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This node's part in one domain: a campaign, and a heartbeat if wanted. */
final class Candidate implements Election {
  private final Kernel kernel;
  private final ElectionOptions options;
  private final Campaign campaign;
  private final @Nullable HeartbeatKeeper heartbeat;
  private final @Nullable MemberView members;
  private final Consumer<Candidate> closed;
  private final CompletableFuture<Candidate> started;

  Candidate(
      Kernel kernel,
      Sessions sessions,
      Queues queues,
      Roster roster,
      ElectionOptions options,
      Consumer<Candidate> closed) {
    this.kernel = kernel;
    this.options = options;
    this.closed = closed;
    this.started = kernel.promise();
    String nodeKey = options.nodeKey().orElseGet(kernel.config()::nodeKey);
    this.campaign = new Campaign(kernel, queues, options, nodeKey);
    if (options.hasHeartbeat()) {
      MemberView view = new MemberView(kernel, options.isolationKey(), nodeKey);
      this.members = view;
      this.heartbeat =
          new HeartbeatKeeper(
              kernel,
              sessions,
              roster,
              options.isolationKey(),
              nodeKey,
              options.metadata(),
              options.unhealthyTime(),
              options.timeout(),
              view::ownDeparted);
    } else {
      this.members = null;
      this.heartbeat = null;
    }
  }

  /**
   * Completes when the heart beats, if it is to, and the first attempt is decided; fails if that
   * failed, and all is stopped then (E9, E10).
   */
  CompletableFuture<Candidate> started() {
    return started;
  }

  /** Begins. Under the lock. */
  void start() {
    HeartbeatKeeper heart = heartbeat;
    CompletableFuture<Void> beating =
        heart == null ? CompletableFuture.completedFuture(null) : heart.start();
    Waits.then(
        beating.thenCompose(nothing -> kernel.ask(campaign::start)),
        (nothing, error) -> {
          if (error == null) {
            started.complete(this);
          } else {
            abandon();
            started.completeExceptionally(Kernel.cause(error));
          }
        });
  }

  /** Nobody wants it any more: from now on it is not enabled, and stops in the background. */
  void abandon() {
    kernel.turn(
        () -> {
          closed.accept(this);
          var unused = stop();
        });
  }

  /** Under the lock. */
  CompletableFuture<Void> stop() {
    if (members != null) {
      members.stop();
    }
    CompletableFuture<Void> resigned = campaign.stop(Failures.closed());
    CompletableFuture<Void> silent =
        heartbeat == null ? CompletableFuture.completedFuture(null) : heartbeat.stop();
    return CompletableFuture.allOf(resigned, silent);
  }

  @Override
  public String isolationKey() {
    return options.isolationKey();
  }

  @Override
  public String nodeKey() {
    return campaign.nodeKey();
  }

  @Override
  public boolean isLeader() {
    HeldLease term = campaign.term();
    return term != null && term.isHeld();
  }

  @Override
  public Optional<Lease> term() {
    HeldLease term = campaign.term();
    return term != null && term.isHeld() ? Optional.of(term) : Optional.empty();
  }

  private CompletableFuture<Lease> startAwait() {
    CompletableFuture<Lease> promise = kernel.promise();
    kernel.turn(() -> campaign.await(promise));
    return promise;
  }

  @Override
  public Lease await() {
    CompletableFuture<Lease> promise = startAwait();
    return Waits.interruptibly(
        promise,
        "waiting to lead '" + isolationKey() + "'",
        () -> kernel.turn(() -> campaign.forget(promise)));
  }

  @Override
  public CompletableFuture<Lease> awaitAsync() {
    CompletableFuture<Lease> promise = startAwait();
    return Waits.handed(
        kernel, promise, () -> kernel.turn(() -> campaign.forget(promise)), lease -> {});
  }

  @Override
  public void extend() {
    HeldLease term = campaign.term();
    if (term == null) {
      throw new LeaseLostException(
          "this node does not lead '" + isolationKey() + "'; await() its term first",
          isolationKey(),
          kernel.store().endpoint(),
          null);
    }
    term.renew();
  }

  @Override
  public void resign() {
    Waits.uninterruptibly(startResign());
  }

  CompletableFuture<Void> startResign() {
    return kernel.ask(campaign::resign);
  }

  @Override
  public void reconsider() {
    kernel.turn(campaign::reconsider);
  }

  @Override
  public Optional<Holder> leader() {
    return Waits.interruptibly(
            campaign.view().read(), "reading who leads '" + isolationKey() + "'", () -> {})
        .map(entry -> Holders.of(LeaseKind.LEADER, entry));
  }

  @Override
  public Registration onLeaderChanged(Consumer<? super LeaderChangedEvent> handler) {
    Objects.requireNonNull(handler, "handler");
    return campaign.listen(handler);
  }

  @Override
  public Registration observeLeader(Consumer<? super Optional<Holder>> observer) {
    Objects.requireNonNull(observer, "observer");
    return campaign.view().observe(observer);
  }

  @Override
  public Membership members() {
    if (members == null) {
      throw new InvalidOptionException(
          "the election of '"
              + isolationKey()
              + "' was enabled without keepHeartbeat(), so its members are not known; enable it with keepHeartbeat()",
          isolationKey(),
          null,
          null);
    }
    return members;
  }

  @Override
  public void close() {
    CompletableFuture<Void> stopped = kernel.ask(this::stop);
    closed.accept(this);
    Waits.uninterruptibly(stopped);
  }
}

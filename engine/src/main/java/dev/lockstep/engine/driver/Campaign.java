package dev.lockstep.engine.driver;

import dev.lockstep.ElectionOptions;
import dev.lockstep.EndCause;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Scheduler.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in an election for as long as it is enabled: waits for the leadership as for a lock,
 * leads, stands again. Stepped under the lock.
 */
final class Campaign {
  private final Kernel kernel;
  private final Queues queues;
  private final ElectionOptions options;
  private final Claim claim;
  private final LeaderView view;
  private final Consent consent;
  private final CompletableFuture<Void> firstDecision = new CompletableFuture<>();
  private final List<Ordered<LeaderChangedEvent>> handlers = new ArrayList<>();
  private final List<CompletableFuture<Lease>> awaiting = new ArrayList<>();
  private CompletableFuture<Void> endings = CompletableFuture.completedFuture(null);
  private @Nullable Waiter waiter;
  private volatile @Nullable HeldLease term;
  private @Nullable Timer check;
  private @Nullable Timer retry;
  private @Nullable Registration restingObserver;
  private @Nullable Timer restTimer;
  private boolean resting;
  private int rests;
  private boolean stopped;
  private int failures;

  Campaign(Kernel kernel, Queues queues, ElectionOptions options, String nodeKey) {
    this.kernel = kernel;
    this.queues = queues;
    this.options = options;
    this.claim =
        new Claim(
            LeaseKind.LEADER,
            KeyCodec.leader(options.isolationKey()),
            options.isolationKey(),
            options.isolationKey(),
            "",
            nodeKey,
            options.metadata(),
            LockOptions.defaults().ttl(options.unhealthyTime()),
            options.timeout());
    this.view = new LeaderView(kernel, claim.key(), options.isolationKey());
    this.consent = new Consent(kernel, options.canElect(), this::checkPause);
  }

  String nodeKey() {
    return claim.node();
  }

  LeaderView view() {
    return view;
  }

  @Nullable HeldLease term() {
    return term;
  }

  /** Completes when the first attempt is decided; fails if the backend could not be asked (E10). */
  CompletableFuture<Void> start() {
    stand();
    return firstDecision;
  }

  // ---- standing

  private void stand() {
    if (stopped || resting || waiter != null || term != null) {
      return;
    }
    if (retry != null) {
      retry.cancel(); // Each check stands too, and would else begin a row of retries of its own.
    }
    CompletableFuture<HeldLease> promise = new CompletableFuture<>();
    Waiter standing = new Waiter(kernel, claim, promise, this::askEligibility, this::decided);
    waiter = standing;
    Waits.then(
        promise,
        (lease, error) ->
            kernel.turn(
                () -> {
                  if (lease != null) {
                    granted(standing, lease);
                  } else {
                    failed(standing, error == null ? Failures.closed() : Kernel.cause(error));
                  }
                }));
    queues.of(claim.key()).enqueue(standing);
    armCheck();
  }

  private void decided() {
    kernel.afterwards(() -> firstDecision.complete(null));
  }

  private void granted(Waiter standing, HeldLease lease) {
    if (stopped || waiter != standing || lease.end() != null) {
      if (lease.end() == null) {
        windUp(lease.term().over());
        lease.term().release(lease, new CompletableFuture<>());
      }
      if (waiter == standing) {
        waiter = null;
        again();
      }
      return;
    }
    waiter = null;
    failures = 0;
    term = lease;
    lease.hook(end -> lost(lease, end));
    lease.leavingHook(() -> leaving(lease));
    tell(true, lease.token());
    List<CompletableFuture<Lease>> waitingFor = new ArrayList<>(awaiting);
    awaiting.clear();
    kernel.afterwards(() -> waitingFor.forEach(promise -> promise.complete(lease)));
    decided();
    if (lease.validity().compareTo(options.unhealthyTime()) < 0 && check != null) {
      check.cancel(); // It was armed before anybody knew how short V is.
      check = null;
    }
    armCheck();
  }

  private void failed(Waiter standing, Throwable error) {
    if (waiter != standing) {
      return;
    }
    waiter = null;
    if (!firstDecision.isDone()) {
      kernel.afterwards(() -> firstDecision.completeExceptionally(error));
    } else {
      again();
    }
  }

  private void again() {
    retry = kernel.after(kernel.patience().backoff(failures++), this::stand);
  }

  private void lost(HeldLease lease, LeaseEnd end) {
    if (term == lease) {
      term = null;
      tell(false, lease.token());
      if (end.cause() != EndCause.CLOSED) {
        again();
      }
    }
  }

  /**
   * Given up through its lease: the same as to resign, so that ousted is queued before the request
   * goes out (E1).
   */
  private void leaving(HeldLease lease) {
    if (term == lease) {
      term = null;
      windUp(lease.term().over());
      tell(false, lease.token());
      rest(lease.token());
    }
  }

  private void tell(boolean leads, long token) {
    LeaderChangedEvent event =
        new LeaderChangedEvent(leads, claim.node(), options.isolationKey(), token);
    handlers.forEach(handler -> handler.tell(event));
  }

  // ---- eligibility (E5)

  private void askEligibility(Consumer<Boolean> answer) {
    consent.ask(
        may -> {
          if (!may) {
            standDown();
          }
          answer.accept(may);
        });
  }

  private long checkPause() {
    HeldLease leading = term;
    Duration validity = leading == null ? options.unhealthyTime() : leading.validity();
    // A little sooner than every third of V, for the time that asking takes.
    return validity.toNanos() / 4;
  }

  private void standDown() {
    Waiter standing = waiter;
    waiter = null;
    decided();
    if (standing != null) {
      windUp(queues.withdraw(claim.key(), standing));
    }
    HeldLease leading = term;
    if (leading != null) {
      giveUp(leading, new CompletableFuture<>());
    }
  }

  private void armCheck() {
    if (check == null && !stopped) {
      check = kernel.after(checkPause(), this::checkDue);
    }
  }

  private void checkDue() {
    check = null;
    armCheck(); // First, so that the time an answer takes does not add to the time between two.
    reconsider();
  }

  void reconsider() {
    if (stopped) {
      return;
    }
    consent.ask(
        may -> {
          if (stopped) {
            return;
          }
          if (!may) {
            standDown();
          } else if (term == null && waiter == null) {
            stand();
          }
        });
  }

  // ---- giving up

  /**
   * Ousted is queued, and nobody is told any more that this node leads, before the request goes out
   * (E1).
   */
  private void giveUp(HeldLease leading, CompletableFuture<Void> promise) {
    term = null;
    windUp(leading.term().over());
    tell(false, leading.token());
    leading.term().release(leading, promise);
  }

  /** The end of something that was given up: who stops the campaign waits for it (E11). */
  private void windUp(CompletableFuture<Void> end) {
    endings = endings.isDone() ? end : CompletableFuture.allOf(endings, end);
  }

  CompletableFuture<Void> resign() {
    CompletableFuture<Void> promise = kernel.promise();
    HeldLease leading = term;
    if (leading == null) {
      kernel.afterwards(() -> promise.complete(null));
      return promise;
    }
    rest(leading.token());
    giveUp(leading, promise);
    return promise;
  }

  /** Until another has led, or one unhealthy time has passed (E12). */
  private void rest(long ownToken) {
    resting = true;
    int rest = ++rests;
    restTimer = kernel.after(options.unhealthyTime().toNanos(), () -> rested(rest));
    Registration observer =
        view.observe(
            holder -> {
              if (holder.isPresent() && holder.get().token() > ownToken) {
                kernel.turn(() -> rested(rest));
              }
            });
    restingObserver = observer;
  }

  /** Late news of an earlier rest end none that came after it. */
  private void rested(int rest) {
    if (resting && rest == rests) {
      endRest();
      stand();
    }
  }

  private void endRest() {
    resting = false;
    if (restTimer != null) {
      restTimer.cancel();
    }
    Registration observer = restingObserver;
    restingObserver = null;
    if (observer != null) {
      observer.close();
    }
  }

  /** Resigns and stops; completes when nothing of the campaign is left (E11). */
  CompletableFuture<Void> stop(LockstepException told) {
    if (stopped) {
      return CompletableFuture.completedFuture(null);
    }
    stopped = true;
    if (check != null) {
      check.cancel();
    }
    endRest();
    Waiter standing = waiter;
    waiter = null;
    if (standing != null) {
      HeldLease justGranted = standing.granted();
      windUp(
          justGranted == null
              ? queues.withdraw(claim.key(), standing)
              : justGranted.term().close());
    }
    view.stop();
    List<CompletableFuture<Lease>> waitingFor = new ArrayList<>(awaiting);
    awaiting.clear();
    kernel.afterwards(() -> waitingFor.forEach(waits -> waits.completeExceptionally(told)));
    kernel.afterwards(() -> firstDecision.completeExceptionally(told));
    HeldLease leading = term;
    if (leading != null) {
      term = null;
      tell(false, leading.token());
      windUp(leading.term().close());
    }
    return endings;
  }

  // ---- listening

  Registration listen(Consumer<? super LeaderChangedEvent> handler) {
    Ordered<LeaderChangedEvent> ordered = new Ordered<>(kernel, handler, handlers::remove);
    kernel.turn(
        () -> {
          handlers.add(ordered);
          HeldLease leading = term;
          if (leading != null) {
            ordered.tell(
                new LeaderChangedEvent(
                    true, claim.node(), options.isolationKey(), leading.token()));
          }
        });
    return ordered;
  }

  void await(CompletableFuture<Lease> promise) {
    HeldLease leading = term;
    if (stopped) {
      kernel.afterwards(() -> promise.completeExceptionally(Failures.closed()));
    } else if (leading != null && leading.isHeld()) {
      kernel.afterwards(() -> promise.complete(leading));
    } else {
      awaiting.add(promise);
    }
  }

  void forget(CompletableFuture<Lease> promise) {
    awaiting.removeIf(other -> other == promise);
    kernel.afterwards(() -> promise.cancel(false));
  }
}

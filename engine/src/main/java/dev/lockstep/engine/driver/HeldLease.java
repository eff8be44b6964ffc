package dev.lockstep.engine.driver;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockstepException;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A handle of a term: what a user holds. */
class HeldLease implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");

  private final Kernel kernel;
  private final Term term;
  private final Moment granted;
  private final LossFuture loss;
  private final List<Consumer<? super LeaseEnd>> listeners = new ArrayList<>();
  private Consumer<LeaseEnd> ownHook = how -> {};
  private Runnable leavingHook = () -> {};
  private volatile @Nullable LeaseEnd end;

  HeldLease(Kernel kernel, Term term) {
    this.kernel = kernel;
    this.term = term;
    this.granted = kernel.now();
    this.loss = new LossFuture(kernel.config().listeners());
  }

  Term term() {
    return term;
  }

  Kernel kernel() {
    return kernel;
  }

  /** A driver hears the end within the same turn, before anybody else. */
  void hook(Consumer<LeaseEnd> hook) {
    ownHook = hook;
  }

  /** A driver hears of a release before its request goes out. */
  void leavingHook(Runnable hook) {
    leavingHook = hook;
  }

  void leaving() {
    leavingHook.run();
  }

  @Nullable LeaseEnd end() {
    return end;
  }

  /** Tells everybody, once. Under the lock; what is told leaves after the turn. */
  void finish(LeaseEnd how) {
    end = how;
    ownHook.accept(how);
    if (how.cause().isLoss()) {
      kernel.afterwards(() -> loss.complete(how));
    }
    if (!listeners.isEmpty()) {
      List<Runnable> told = new ArrayList<>();
      listeners.forEach(listener -> told.add(() -> listener.accept(how)));
      kernel.listenInOrder(told);
      listeners.clear();
    }
    kernel.observe(o -> o.ended(how, Duration.ofNanos(kernel.now().since(granted))));
  }

  @Override
  public LeaseKind kind() {
    return term.claim().kind();
  }

  @Override
  public String key() {
    return term.name();
  }

  @Override
  public long token() {
    return term.token();
  }

  @Override
  public Duration ttl() {
    return term.session().ttl();
  }

  @Override
  public Duration validity() {
    return term.session().validity();
  }

  @Override
  public boolean isHeld() {
    return end == null && term.isHeld();
  }

  @Override
  public Duration remaining() {
    return end == null ? Duration.ofNanos(term.core().left(kernel.now())) : Duration.ZERO;
  }

  @Override
  public void requireHeld() {
    if (isHeld()) {
      return;
    }
    LeaseEnd how = end;
    if (how != null && !how.cause().isLoss()) {
      throw new AlreadyUnlockedException(
          term.describe() + " had been released before", key(), kernel.store().endpoint(), null);
    }
    throw term.lostException();
  }

  @Override
  public void renew() {
    if (term.claim().options().isFixed()) {
      throw new InvalidOptionException(
          term.describe()
              + " is fixed: its end was set when it was granted; take it without fixed()",
          key(),
          null,
          null);
    }
    Waits.interruptibly(startRenewal(), "renewing " + term.describe(), () -> {});
  }

  CompletableFuture<Void> startRenewal() {
    CompletableFuture<Void> promise = kernel.promise();
    kernel.turn(() -> term.renew(promise));
    return promise;
  }

  @Override
  public CompletionStage<LeaseEnd> lost() {
    return loss;
  }

  @Override
  public Registration onEnd(Consumer<? super LeaseEnd> listener) {
    Objects.requireNonNull(listener, "listener");
    kernel.turn(
        () -> {
          LeaseEnd how = end;
          if (how == null) {
            listeners.add(listener);
          } else {
            kernel.listen(() -> listener.accept(how));
          }
        });
    return () -> kernel.turn(() -> listeners.remove(listener));
  }

  CompletableFuture<Void> startRelease() {
    LockstepObserver.Span span = kernel.begin(Operation.Type.RELEASE, key());
    CompletableFuture<Void> promise = kernel.promise();
    Waits.then(promise, (nothing, error) -> span.end(Optional.ofNullable(error)));
    kernel.turn(() -> term.release(this, promise));
    return promise;
  }

  @Override
  public void release() {
    Waits.uninterruptibly(startRelease());
  }

  @Override
  public CompletableFuture<Void> releaseAsync() {
    return Waits.handed(kernel, startRelease(), () -> {}, nothing -> {});
  }

  @Override
  public void close() {
    if (end != null) {
      return;
    }
    try {
      release();
    } catch (AlreadyUnlockedException ended) {
      LOG.debug("{} had ended before it was closed", term.describe());
    } catch (LockstepException failed) {
      LOG.warn("{} is released in the background: {}", term.describe(), failed.getMessage());
    }
  }

  @Override
  public String toString() {
    LeaseEnd how = end;
    return term.describe()
        + (how == null ? isHeld() ? " held" : " past its deadline" : " " + how.cause());
  }
}

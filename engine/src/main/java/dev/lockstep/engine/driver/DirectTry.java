package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Moment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One try for a key that waits for nobody, beside its queue (M2). Stepped under the lock. */
final class DirectTry {
  private final Kernel kernel;
  private final KeyQueue queue;
  private final CompletableFuture<Optional<HeldLease>> promise;
  private final Moment asked;
  private final Attempt attempt;
  private boolean over;

  DirectTry(
      Kernel kernel,
      Sessions sessions,
      Roster roster,
      KeyQueue queue,
      Claim claim,
      CompletableFuture<Optional<HeldLease>> promise) {
    this.kernel = kernel;
    this.queue = queue;
    this.promise = promise;
    this.asked = kernel.now();
    this.attempt = new Attempt(kernel, sessions, roster, queue, claim, null, this::answered);
  }

  void start() {
    attempt.start();
  }

  /** Nobody wants to know any more: what the backend grants is given back (M7). */
  void cancel() {
    if (!over) {
      var unused = attempt.cancel();
      end();
    }
  }

  private void answered(Attempt.Result result) {
    if (result instanceof Attempt.Result.Granted granted) {
      queue.grantedDirectly(granted.term());
      HeldLease lease = granted.term().handle(asked);
      kernel.afterwards(
          () -> {
            if (!promise.complete(Optional.of(lease))) {
              Waits.giveBack(lease);
            }
          });
    } else if (result instanceof Attempt.Result.Taken taken) {
      queue.look(taken.standing());
      kernel.afterwards(() -> promise.complete(Optional.empty()));
    } else if (result instanceof Attempt.Result.Failed failed) {
      kernel.afterwards(() -> promise.completeExceptionally(failed.error()));
    }
    end();
  }

  private void end() {
    over = true;
    queue.directTryOver();
  }
}

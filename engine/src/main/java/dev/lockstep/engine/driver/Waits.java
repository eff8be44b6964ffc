package dev.lockstep.engine.driver;

import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import dev.lockstep.OperationInterruptedException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two faces of an answer that is still to come: a blocked caller, woken directly, and a future
 * handed to a user.
 */
final class Waits {
  private Waits() {}

  /** Does this once the answer is there, on the thread that brings it; it must not throw. */
  static <T> void then(
      CompletionStage<T> answer, BiConsumer<@Nullable T, @Nullable Throwable> what) {
    var unused = answer.whenComplete(what);
  }

  /** Releases what nobody wants any more, in the background (M7). */
  static void giveBack(Lease lease) {
    var unused = lease.releaseAsync();
  }

  /** Ends a call that nobody waits for any more; what it was answered before that is given back. */
  static <T> void withdrawn(CompletableFuture<T> promise, Consumer<T> giveBack) {
    if (!promise.cancel(false)) {
      var unused = promise.thenAccept(giveBack);
    }
  }

  /** Does this with the answer, if there ever is one. */
  static <T> void ifDone(CompletionStage<T> answer, Consumer<T> what) {
    var unused = answer.thenAccept(what);
  }

  /**
   * Blocks until the answer is there; an interrupt withdraws the call (M7), also one that came
   * before the call, and also where the answer was quicker: else that would hang on the backend.
   */
  static <T> T interruptibly(CompletableFuture<T> inner, String what, Runnable withdraw) {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return inner.get();
    } catch (InterruptedException interrupted) {
      withdraw.run();
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while " + what + "; nothing is left behind", null, null, interrupted);
    } catch (ExecutionException failed) {
      throw fresh(failed);
    }
  }

  /** Blocks until the answer is there, whether interrupted or not (M14). */
  static <T> T uninterruptibly(CompletableFuture<T> inner) {
    try {
      return inner.join();
    } catch (CompletionException failed) {
      throw fresh(failed);
    }
  }

  /** The same, but not for longer than that; returns what is still lacking, if anything. */
  static Optional<Exception> uninterruptibly(CompletableFuture<?> inner, long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          inner.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          return Optional.empty();
        } catch (InterruptedException noted) {
          interrupted = true;
        } catch (ExecutionException | TimeoutException undecided) {
          return Optional.of(undecided);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException fresh(Exception failed) {
    Throwable cause = Kernel.cause(failed);
    if (cause instanceof LockstepException known) {
      // It was made where the answer came in; what helps its reader is where the call was made.
      known.setStackTrace(new Throwable().getStackTrace());
      return known;
    }
    return cause instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("the engine failed", cause);
  }

  /**
   * A future for a user: completes on the listener executor, never on a thread of the engine or of
   * a client library (L5).
   *
   * @param withdraw what happens if the user cancels it, or completes it, first
   * @param giveBack what happens to an answer that nobody wants any more
   */
  static <T> CompletableFuture<T> handed(
      Kernel kernel, CompletableFuture<T> inner, Runnable withdraw, Consumer<? super T> giveBack) {
    CompletableFuture<T> outer = new CompletableFuture<>();
    then(
        inner,
        (value, error) ->
            kernel
                .config()
                .listeners()
                .execute(
                    () -> {
                      if (error != null) {
                        outer.completeExceptionally(Kernel.cause(error));
                      } else {
                        answer(outer, value, giveBack);
                      }
                    }));
    then(
        outer,
        (value, error) -> {
          if (error != null && (error instanceof CancellationException || !inner.isDone())) {
            withdraw.run();
          }
        });
    return outer;
  }

  /** Null is an answer too: that of a future which only says that it is done. */
  @SuppressWarnings("NullAway")
  private static <T> void answer(
      CompletableFuture<T> outer, @Nullable T value, Consumer<? super T> giveBack) {
    if (!outer.complete(value) && value != null) {
      giveBack.accept(value);
    }
  }
}

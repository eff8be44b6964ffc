package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.LockstepException;
import dev.lockstep.Metadata;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mark beside a number: a record that stays. Its term is that of the number's holder, so that
 * an earlier holder, who may still believe in itself, can no longer move it once it was taken over
 * (G6). Stepped under the lock.
 */
final class MarkRecord {
  private final Kernel kernel;
  private final Key key;
  private final Term term;
  private final String pool;
  private final int number;
  private final ArrayDeque<Raise> raises = new ArrayDeque<>();
  private volatile long value;
  private long inherited;
  private long version;
  private boolean raising;
  private int failures;

  private record Raise(long to, Moment asked, CompletableFuture<Void> promise) {}

  MarkRecord(Kernel kernel, Key key, Term term, String pool, int number) {
    this.kernel = kernel;
    this.key = key;
    this.term = term;
    this.pool = pool;
    this.number = number;
  }

  long value() {
    return value;
  }

  private byte[] body(long mark) {
    return new RecordBody(
            Integer.toString(number),
            pool,
            term.claim().node(),
            kernel.now().wallMillis(),
            0,
            mark,
            Metadata.empty())
        .encode();
  }

  /** Makes the record ours, with the mark that it bears. */
  void takeOver(Moment begun, Runnable done, Consumer<Throwable> failed) {
    if (isTooLate(failed)) {
      return;
    }
    write(
        begun,
        () -> kernel.store().grant(key, term.nonce(), body(inherited), Session.none()),
        outcome -> {
          if (outcome instanceof Outcome.Done made) {
            // Made just now, or by an earlier sending: maybe of the take-over below, whose reply
            // was
            // lost.
            value = inherited;
            version = made.version();
            takenOver(done, failed);
          } else if (outcome instanceof Outcome.Refused refused && refused.standing().isPresent()) {
            takeOverFrom(refused.standing().get(), begun, done, failed);
          } else {
            again(outcome, begun, () -> takeOver(begun, done, failed), failed);
          }
        });
  }

  private void takenOver(Runnable done, Consumer<Throwable> failed) {
    if (!isTooLate(failed)) {
      done.run();
    }
  }

  /**
   * Whether the number was lost meanwhile: then it is handed to nobody, and its mark is left to
   * whoever holds it now.
   */
  private boolean isTooLate(Consumer<Throwable> failed) {
    if (term.isHeld()) {
      return false;
    }
    failed.accept(
        new BackendUnavailableException(
            kernel.store().endpoint()
                + " answered too slowly: number '"
                + term.name()
                + "' was over before its mark was taken over",
            term.name(),
            kernel.store().endpoint(),
            null));
    return true;
  }

  private void takeOverFrom(
      Entry standing, Moment begun, Runnable done, Consumer<Throwable> failed) {
    if (isTooLate(failed)) {
      return;
    }
    long mark;
    try {
      mark = RecordBody.decode(key.path(), standing.body()).mark();
    } catch (LockstepException unreadable) {
      failed.accept(unreadable);
      return;
    }
    inherited = mark;
    write(
        begun,
        () ->
            kernel
                .store()
                .regrant(
                    key,
                    standing.term(),
                    standing.version(),
                    term.nonce(),
                    body(mark),
                    Session.none()),
        outcome -> {
          if (outcome instanceof Outcome.Done taken) {
            value = mark;
            version = taken.version();
            takenOver(done, failed);
          } else {
            // Its earlier holder moved it in between, or the reply was lost: look again.
            again(outcome, begun, () -> takeOver(begun, done, failed), failed);
          }
        });
  }

  /** After a failure only what is left of the one time that the caller waits (X1). */
  private void write(
      Moment begun,
      java.util.function.Supplier<java.util.concurrent.CompletionStage<Outcome>> call,
      Consumer<Outcome> take) {
    long operation = kernel.patience().operation();
    kernel.write(
        "writing the mark of",
        term.name(),
        failures == 0 ? operation : Math.max(1, operation - kernel.now().since(begun)),
        call,
        (outcome, late) -> {
          if (!late) {
            take.accept(outcome);
          }
        });
  }

  private void again(Outcome outcome, Moment begun, Runnable retry, Consumer<Throwable> failed) {
    long pause = kernel.patience().backoff(failures++);
    boolean timeOver =
        kernel.now().since(begun) + pause >= kernel.patience().operation() || kernel.isClosed();
    Throwable cause = outcome instanceof Outcome.Unknown unknown ? unknown.cause() : null;
    if (timeOver || (cause != null && !Failures.isTransient(cause))) {
      failed.accept(Failures.unavailable(kernel, "writing the mark of", term.name(), cause));
    } else {
      kernel.after(pause, retry);
    }
  }

  /** Raises it; one request at a time, in order. */
  void raise(long to, CompletableFuture<Void> promise) {
    raises.add(new Raise(to, kernel.now(), promise));
    next();
  }

  private void next() {
    Raise head = raises.peek();
    while (!raising && head != null) {
      if (!term.isHeld()) {
        answer(head, term.lostException());
      } else if (head.to <= value) {
        answer(head, null);
      } else {
        raising = true;
        failures = 0;
        rewrite(head);
      }
      head = raises.peek();
    }
  }

  private void finish(Raise raise, @Nullable Throwable error) {
    raising = false;
    answer(raise, error);
    next();
  }

  private void answer(Raise raise, @Nullable Throwable error) {
    raises.remove(raise);
    kernel.afterwards(
        () -> {
          if (error == null) {
            raise.promise.complete(null);
          } else {
            raise.promise.completeExceptionally(error);
          }
        });
  }

  private void rewrite(Raise raise) {
    write(
        raise.asked,
        () -> kernel.store().rewrite(key, term.nonce(), version, body(raise.to)),
        outcome -> {
          if (outcome instanceof Outcome.Done written) {
            version = written.version();
            value = raise.to;
            finish(raise, null);
          } else if (outcome instanceof Outcome.Refused refused) {
            refused(raise, refused.standing());
          } else {
            again(outcome, raise.asked, () -> rewrite(raise), error -> finish(raise, error));
          }
        });
  }

  private void refused(Raise raise, Optional<Entry> standing) {
    if (standing.filter(e -> e.term().equals(term.nonce())).isPresent()) {
      // An earlier sending of ours was carried out and its reply lost.
      version = standing.get().version();
      rewrite(raise);
      return;
    }
    // Taken over: whoever did that holds the number.
    term.lose(EndCause.REVOKED, Optional.empty());
    finish(raise, term.lostException());
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.HistoryLostException;
import dev.lockstep.LockstepException;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Outcome;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a record: by a grant, or by a hand-over from an earlier term of this kit. A lost
 * reply is cleared up by asking again with the same term (M8); a reply that nobody wants any more
 * is given back (M7, L8). Stepped under the lock.
 */
final class Attempt {
  private final Kernel kernel;
  private final Sessions sessions;
  private final Roster roster;
  private final TermOwner owner;
  private final Claim claim;
  private final @Nullable Term from;
  private final Consumer<Result> done;
  private final Moment started;
  private final UUID nonce;
  private @Nullable LeaseSession session;
  private @Nullable Moment firstSent;
  private byte[] body = new byte[0];
  private boolean decided;
  private boolean cleaning;
  private int failures;

  /** What it came to. */
  sealed interface Result {
    /** It is ours. */
    record Granted(Term term) implements Result {}

    /** Something else stands there; for a hand-over that found nothing: nothing. */
    record Taken(Optional<Entry> standing) implements Result {}

    /** The backend could not be asked, or said no. */
    record Failed(LockstepException error) implements Result {}
  }

  Attempt(
      Kernel kernel,
      Sessions sessions,
      Roster roster,
      TermOwner owner,
      Claim claim,
      @Nullable Term from,
      Consumer<Result> done) {
    this.kernel = kernel;
    this.sessions = sessions;
    this.roster = roster;
    this.owner = owner;
    this.claim = claim;
    this.from = from;
    this.done = done;
    this.started = kernel.now();
    this.nonce = kernel.newTerm();
  }

  void start() {
    sessions.use(claim.ttl(), this::send, this::fail);
    if (session == null && !decided) {
      // Getting a session ready counts as part of the one question that the caller asked (X1).
      kernel.after(
          kernel.patience().operation(),
          () -> {
            if (session == null) {
              fail(kernel.noAnswer("taking", claim.name(), kernel.patience().operation()));
            }
          });
    }
  }

  /** Nobody wants it any more: what the backend grants is released as soon as it answers. */
  void cancel() {
    decided = true;
  }

  private void send(LeaseSession ready) {
    if (decided) {
      return;
    }
    if (session != null && session != ready) {
      // What an earlier sending may have granted lives on a session that is gone; this one begins
      // anew.
      fail(new BackendUnavailableException("the session ended while it was being used"));
      return;
    }
    session = ready;
    ready.asking(nonce);
    Moment sent = kernel.now();
    if (firstSent == null) {
      firstSent = sent;
      body =
          new RecordBody(
                  claim.recordName(),
                  claim.domain(),
                  claim.node(),
                  sent.wallMillis(),
                  ready.ttl().toMillis(),
                  0,
                  claim.metadata())
              .encode();
    }
    Term before = from;
    kernel.write(
        "taking",
        claim.name(),
        before != null || failures == 0 ? kernel.patience().operation() : Math.max(1, budgetLeft()),
        () ->
            before == null
                ? kernel.store().grant(claim.key(), nonce, body, ready.opened())
                : kernel
                    .store()
                    .regrant(
                        claim.key(), before.nonce(), before.version(), nonce, body, ready.opened()),
        this::take);
  }

  private long budgetLeft() {
    return kernel.patience().operation() - kernel.now().since(started);
  }

  private void take(Outcome outcome, boolean late) {
    if (decided) {
      boolean nothingThere = outcome instanceof Outcome.Refused;
      if (nothingThere && !late) {
        forget();
      } else if (!nothingThere) {
        clean();
      }
      return;
    }
    if (outcome instanceof Outcome.Done granted) {
      granted(granted);
    } else if (outcome instanceof Outcome.Refused refused) {
      decide(new Result.Taken(refused.standing()));
    } else if (outcome instanceof Outcome.Unknown unknown && !late) {
      unknown(unknown.cause());
    }
  }

  private void granted(Outcome.Done granted) {
    LeaseSession ready = session;
    Moment sent = firstSent;
    if (ready == null || sent == null) {
      throw new IllegalStateException("a grant before its request");
    }
    if (kernel.isClosed()) {
      clean();
      fail(Failures.closed());
      return;
    }
    if (ready.isOver()) {
      clean();
      fail(new BackendUnavailableException("the session ended before its grant was confirmed"));
      return;
    }
    long token =
        from == null
            ? granted.token()
            : kernel.law().tokenAfterHandOver(from.token(), granted.token());
    Term term =
        new Term(
            kernel,
            roster,
            owner,
            new Term.Grant(ready, claim, nonce, body, started, sent, granted.version(), token));
    if (!term.isHeld()) {
      // L8: confirmed after its own deadline, so it is none.
      term.leaves();
      clean();
      fail(
          new BackendUnavailableException(
              kernel.store().endpoint()
                  + " confirmed '"
                  + claim.name()
                  + "' only after its time was over; it was given back",
              claim.name(),
              kernel.store().endpoint(),
              null));
      return;
    }
    decided = true;
    ready.decided(nonce);
    if (from != null && granted.token() <= from.token()) {
      clean();
      done.accept(
          new Result.Failed(
              new HistoryLostException(
                  kernel.store().endpoint()
                      + " issued a token that is not greater than the one before for '"
                      + claim.name()
                      + "': its data went back. Announce a restore with 'lockstep epoch bump'",
                  claim.name(),
                  kernel.store().endpoint(),
                  null)));
      return;
    }
    term.begin();
    done.accept(new Result.Granted(term));
  }

  private void unknown(Throwable cause) {
    long pause = kernel.patience().backoff(failures++);
    boolean handOver = from != null;
    if (kernel.isClosed()
        || !Failures.isTransient(cause)
        || (!handOver && budgetLeft() - pause <= 0)) {
      clean();
      fail(kernel.isClosed() ? Failures.closed() : cause);
      return;
    }
    kernel.after(
        pause,
        () -> {
          LeaseSession used = session;
          if (decided) {
            clean();
          } else if (used == null || used.isOver()) {
            clean();
            fail(cause);
          } else {
            send(used);
          }
        });
  }

  private void fail(Throwable cause) {
    decide(new Result.Failed(Failures.unavailable(kernel, "taking", claim.name(), cause)));
  }

  private void decide(Result result) {
    if (!decided) {
      decided = true;
      forget();
      done.accept(result);
    }
  }

  private void forget() {
    LeaseSession used = session;
    if (used != null) {
      used.decided(nonce);
    }
  }

  /** Deletes what was granted to nobody, or may have been. */
  private void clean() {
    forget();
    LeaseSession used = session;
    if (!cleaning && used != null) {
      cleaning = true;
      new Removal(kernel, claim.key(), claim.name(), nonce, 0)
          .start(used.ttl(), result -> cleaning = false);
    }
  }
}

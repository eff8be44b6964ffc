package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.engine.core.Deadline;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.engine.core.SessionCore;
import dev.lockstep.engine.core.TermCore;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All renewed leases of one TTL in a kit: opens the backend's session, renews it, and ends what
 * could not be renewed, on time (L1 to L4). Stepped under the lock.
 */
final class LeaseSession {
  /** Noticing a deadline later than this is the mark of a process that did not run. */
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(250);

  private final Kernel kernel;
  private final Sessions sessions;
  private final Duration ttl;
  private final Set<Term> terms = new LinkedHashSet<>();
  private final Set<UUID> known = new LinkedHashSet<>();
  private final List<Guest> waiting = new ArrayList<>();
  private final Renewals renewals;
  private final DeadlineAlarm alarm;
  private @Nullable Session session;
  private @Nullable Moment openingSent;
  private @Nullable SessionCore shared;
  private @Nullable Moment idleSince;
  private boolean opening;
  private boolean over;

  /** Who wants to put a lease on a session. */
  interface Guest {
    /** Whether he still wants to. */
    boolean isWaiting();

    void ready(LeaseSession session);

    void failed(Throwable cause);
  }

  LeaseSession(Kernel kernel, Sessions sessions, long ttlMillis) {
    this.kernel = kernel;
    this.sessions = sessions;
    this.ttl = Duration.ofMillis(ttlMillis);
    this.renewals = new Renewals(kernel, this);
    this.alarm = new DeadlineAlarm(kernel, this::deadlineReached);
  }

  // ---- opening

  void whenReady(Guest guest) {
    if (session != null && hasEnoughLeft()) {
      guest.ready(this);
      return;
    }
    waiting.add(guest);
    if (session == null) {
      open();
    } else {
      renewals.whenItConfirms();
    }
  }

  /** Whether a fresh lease on it would have what it must have at least (L10). */
  boolean hasEnoughLeft() {
    SessionCore core = shared;
    Deadline deadline = core == null ? null : core.deadline();
    if (core == null) {
      return true;
    }
    long validity = validityNanos();
    return deadline != null
        && deadline.left(kernel.now()) >= validity / 3 * 2 - sessions.marginNanos(validity);
  }

  private void open() {
    if (!opening) {
      opening = true;
      ask(kernel.now(), 0);
    }
  }

  /** One that was opened and not told ends by its TTL, so that asking again is safe. */
  private void ask(Moment begun, int failures) {
    Moment sent = kernel.now();
    kernel.<Session>request(
        "opening a session",
        "",
        kernel.patience().operation() - sent.since(begun),
        () -> kernel.store().open(ttl),
        (opened, error, late) -> {
          if (over) {
            if (opened != null) {
              var unused = endAtBackend(opened);
            }
          } else if (opened != null) {
            opened(opened, sent);
          } else if (error != null && !askAgain(error, begun, failures)) {
            finish();
            failWaiting(error);
          }
        });
  }

  /** After a pause, if that may help and there is time, as for a grant. */
  private boolean askAgain(Throwable error, Moment begun, int failures) {
    long pause = kernel.patience().backoff(failures);
    long passed = kernel.now().since(begun);
    if (!Failures.isTransient(error) || passed + pause >= kernel.patience().operation()) {
      return false;
    }
    kernel.after(
        pause,
        () -> {
          if (!over) {
            ask(begun, failures + 1);
          }
        });
    return true;
  }

  private void opened(Session opened, Moment sent) {
    session = opened;
    openingSent = sent;
    if (opened.scope() == Session.Scope.SESSION) {
      SessionCore core = newCore();
      shared = core;
      if (!core.confirm(sent, kernel.now())) {
        var unused = endAtBackend(opened);
        finish();
        failWaiting(tooLate());
        return;
      }
      alarm.set(core.deadline());
      new SessionAudit(kernel, this, opened).arm();
    }
    renewals.arm();
    letWaitingIn();
    if (!waiting.isEmpty()) {
      renewals.whenItConfirms(); // It was opened too slowly.
    }
  }

  void letWaitingIn() {
    if (!hasEnoughLeft()) {
      return;
    }
    takeWaiting().forEach(guest -> guest.ready(this));
  }

  private List<Guest> takeWaiting() {
    List<Guest> guests = new ArrayList<>(waiting);
    waiting.clear();
    return guests;
  }

  private void failWaiting(Throwable error) {
    takeWaiting().forEach(guest -> guest.failed(error));
  }

  /** A slow moment that ended this one is no reason to fail: there is time for the next (X1). */
  private void sendWaitingOn() {
    takeWaiting().stream().filter(Guest::isWaiting).forEach(guest -> sessions.use(ttl, guest));
  }

  private BackendUnavailableException tooLate() {
    return new BackendUnavailableException(
        kernel.store().endpoint()
            + " answers more slowly than a TTL of "
            + ttl.toMillis()
            + " ms allows; raise the TTL or find out why it is slow",
        null,
        kernel.store().endpoint(),
        null);
  }

  private SessionCore newCore() {
    Session open = opened();
    long validity = open.validity().toNanos();
    return new SessionCore(
        kernel.law(),
        validity,
        sessions.marginNanos(validity),
        open.basis(),
        open.apart().toNanos());
  }

  // ---- terms

  Session opened() {
    if (session == null) {
      throw new IllegalStateException("the session is not open");
    }
    return session;
  }

  Session.Scope scope() {
    return session == null ? Session.Scope.SESSION : session.scope();
  }

  Duration ttl() {
    return opened().ttl();
  }

  Duration validity() {
    return opened().validity();
  }

  private long validityNanos() {
    return opened().validity().toNanos();
  }

  boolean isOver() {
    return over;
  }

  /** What owns the deadline of a term whose grant was sent then. */
  SessionCore coreOf(Moment sent) {
    SessionCore core = shared;
    if (core == null) {
      core = newCore();
      core.confirm(sent, kernel.now());
    } else if (kernel.law().grantRestarts(Session.Scope.SESSION)) {
      core.confirm(sent, kernel.now());
    }
    return core;
  }

  /** From now until it is forgotten, nobody is to take a record of that term for an orphan. */
  void asking(UUID nonce) {
    known.add(nonce);
  }

  /** It was refused, or its end is settled. */
  void forget(UUID nonce) {
    known.remove(nonce);
  }

  boolean knows(UUID nonce) {
    return known.contains(nonce);
  }

  Set<Term> terms() {
    return terms;
  }

  void add(Term term) {
    terms.add(term);
    idleSince = null;
    Deadline deadline = term.core().session().deadline();
    alarm.set(deadline);
    renewals.arm();
    if (shared == null && deadline != null) {
      long validity = validityNanos();
      long ago = validity - sessions.marginNanos(validity) - deadline.left(kernel.now());
      if (ago > validity / 30) {
        renewals.armFor(ago);
      }
    }
  }

  void remove(Term term) {
    terms.remove(term);
  }

  /** What owns the deadline of all terms, where the backend has one for all. */
  @Nullable SessionCore sharedCore() {
    return shared;
  }

  void renewSoon() {
    if (session != null) {
      renewals.soon();
    }
  }

  void renewFor(Term term, CompletableFuture<Void> promise, long giveUpAt) {
    renewals.renewFor(term, promise, kernel.now(), giveUpAt, 0);
  }

  // ---- loss

  @Nullable Deadline earliestDeadline() {
    if (shared != null) {
      return shared.deadline();
    }
    Deadline first = null;
    for (Term term : terms) {
      Deadline deadline = term.core().session().deadline();
      if (deadline != null && (first == null || deadline.nanos() - first.nanos() < 0)) {
        first = deadline;
      }
    }
    return first;
  }

  private void deadlineReached() {
    if (!endIfPast()) {
      alarm.set(earliestDeadline());
    }
  }

  /**
   * A session of the backend is kept for one TTL without a term, in case somebody wants it again
   * (X5).
   */
  boolean endIfIdle() {
    waiting.removeIf(guest -> !guest.isWaiting());
    if (!waiting.isEmpty() || !known.isEmpty()) {
      return false;
    }
    Moment now = kernel.now();
    if (idleSince == null) {
      idleSince = now;
    }
    if (shared != null && now.since(idleSince) < ttl.toNanos()) {
      return false;
    }
    var unused = endAtBackend(opened());
    finish();
    return true;
  }

  /**
   * Ends a session whose one deadline is past. Where each term has its own, nothing: the alarm ends
   * those, and to look at all of them for each new one would cost the more the more there are.
   * Returns whether the session is over.
   */
  boolean endIfAllPast() {
    Moment now = kernel.now();
    SessionCore core = shared;
    if (!over && core != null && core.isPast(now)) {
      endAll(null, now);
    }
    return over;
  }

  /** Ends what is past its deadline. Returns whether the session itself is. */
  boolean endIfPast() {
    if (endIfAllPast() || shared != null) {
      return over;
    }
    Moment now = kernel.now();
    for (Term term : new ArrayList<>(terms)) {
      Deadline deadline = term.core().session().deadline();
      if (deadline != null && term.core().session().isPast(now)) {
        term.lose(lossOf(term.core(), deadline, now), Optional.ofNullable(renewals.lastError()));
      }
    }
    return false;
  }

  private EndCause lossOf(TermCore core, Deadline deadline, Moment now) {
    long late = now.nanos() - deadline.nanos() - Math.max(LATE, validityNanos() / 4);
    return core.lossAt(now, late);
  }

  /** The backend says that the session is gone. */
  void endRevoked() {
    endAll(EndCause.REVOKED, kernel.now());
  }

  /**
   * The backend lost its history, and with it whatever was there before. What was asked for after
   * the question that said so is spared: it is of the new history, or its next renewal finds it
   * gone.
   */
  void endWithItsHistory(Moment asked) {
    Moment begun = openingSent;
    if (begun == null || begun.since(asked) > 0) {
      return;
    }
    List<Term> lost = terms.stream().filter(term -> !term.wasAskedForAfter(asked)).toList();
    if (shared != null || lost.size() == terms.size()) {
      endAll(EndCause.HISTORY_LOST, kernel.now());
    } else {
      lost.forEach(term -> term.lose(EndCause.HISTORY_LOST, Optional.empty()));
    }
  }

  /** The session is gone, and everything on it with it; null stands for: by its deadline. */
  private void endAll(@Nullable EndCause known, Moment now) {
    finish();
    Optional<Throwable> error =
        known == null ? Optional.ofNullable(renewals.lastError()) : Optional.empty();
    for (Term term : new ArrayList<>(terms)) {
      Deadline deadline = term.core().session().deadline();
      EndCause byDeadline =
          deadline == null ? EndCause.REVOKED : lossOf(term.core(), deadline, now);
      term.lose(known == null ? byDeadline : known, error);
    }
    if (known != EndCause.REVOKED) {
      var unused = endAtBackend(opened());
    }
    sendWaitingOn();
  }

  private void finish() {
    over = true;
    sessions.forget(this);
    alarm.stop();
    renewals.stop();
  }

  /** Closes it for good; what is on it has been released before. */
  CompletableFuture<Void> close() {
    finish();
    failWaiting(Failures.closed());
    Session open = session;
    return open == null ? CompletableFuture.completedFuture(null) : endAtBackend(open);
  }

  private CompletableFuture<Void> endAtBackend(Session open) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    kernel.<Void>request(
        "ending a session",
        "",
        kernel.patience().operation(),
        () -> kernel.store().end(open),
        (nothing, error, late) -> kernel.afterwards(() -> ended.complete(null)));
    return ended;
  }
}

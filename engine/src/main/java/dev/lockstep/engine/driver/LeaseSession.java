package dev.lockstep.engine.driver;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.LeaseLostException;
import dev.lockstep.engine.core.Deadline;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.engine.core.SessionCore;
import dev.lockstep.engine.core.TermCore;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Scheduler.Timer;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
  private final Set<UUID> pending = new LinkedHashSet<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable Session session;
  private @Nullable SessionCore shared;
  private @Nullable Throwable lastError;
  private @Nullable Timer renewalTimer;
  private @Nullable Moment idleSince;
  private boolean opening;
  private boolean renewing;
  private boolean over;
  private @Nullable Timer deadlineTimer;
  private @Nullable Deadline armedFor;
  private int failures;

  private record Waiting(Consumer<LeaseSession> ready, Consumer<Throwable> failed) {}

  LeaseSession(Kernel kernel, Sessions sessions, long ttlMillis) {
    this.kernel = kernel;
    this.sessions = sessions;
    this.ttl = Duration.ofMillis(ttlMillis);
  }

  // ---- opening

  void whenReady(Consumer<LeaseSession> ready, Consumer<Throwable> failed) {
    if (session != null && hasEnoughLeft()) {
      ready.accept(this);
      return;
    }
    waiting.add(new Waiting(ready, failed));
    if (session == null) {
      open();
    } else {
      renewSoon();
    }
  }

  private boolean hasEnoughLeft() {
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
    if (opening) {
      return;
    }
    opening = true;
    Moment sent = kernel.now();
    kernel.<Session>request(
        "opening a session",
        "",
        kernel.patience().operation(),
        () -> kernel.store().open(ttl),
        (opened, error, late) -> {
          if (over) {
            if (opened != null) {
              endAtBackend(opened);
            }
          } else if (opened != null) {
            opened(opened, sent);
          } else if (error != null) {
            finish();
            failWaiting(error);
          }
        });
  }

  private void opened(Session opened, Moment sent) {
    session = opened;
    if (opened.scope() == Session.Scope.SESSION) {
      SessionCore core = newCore();
      shared = core;
      if (!core.confirm(sent, kernel.now())) {
        endAtBackend(opened);
        finish();
        failWaiting(tooLate());
        return;
      }
      armDeadline(core.deadline());
      new SessionAudit(kernel, this, opened).arm();
    }
    armRenewal(renewalPause());
    letWaitingIn();
  }

  private void letWaitingIn() {
    if (session == null || !hasEnoughLeft()) {
      return;
    }
    List<Waiting> in = new ArrayList<>(waiting);
    waiting.clear();
    in.forEach(w -> w.ready.accept(this));
  }

  private void failWaiting(Throwable error) {
    List<Waiting> out = new ArrayList<>(waiting);
    waiting.clear();
    out.forEach(w -> w.failed.accept(error));
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
    return new SessionCore(kernel.law(), validity, sessions.marginNanos(validity), open.basis());
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

  void asking(UUID nonce) {
    pending.add(nonce);
  }

  void decided(UUID nonce) {
    pending.remove(nonce);
  }

  boolean knows(UUID nonce) {
    return pending.contains(nonce) || terms.stream().anyMatch(t -> t.nonce().equals(nonce));
  }

  Set<Term> terms() {
    return terms;
  }

  void add(Term term) {
    terms.add(term);
    idleSince = null;
    armDeadline(term.core().session().deadline());
    armRenewal(renewalPause());
  }

  void remove(Term term) {
    terms.remove(term);
  }

  // ---- renewal

  private long renewalPause() {
    return kernel.patience().renewalPause(validityNanos(), opened().basis());
  }

  private void armRenewal(long delay) {
    if (renewalTimer == null && !renewing && !over) {
      renewalTimer = kernel.after(delay, this::renewalDue);
    }
  }

  /** Renews now instead of when it is due. */
  void renewSoon() {
    if (!renewing && !over && session != null) {
      if (renewalTimer != null) {
        renewalTimer.cancel();
        renewalTimer = null;
      }
      renewalDue();
    }
  }

  private void renewalDue() {
    renewalTimer = null;
    if (over || endIfPast()) {
      return;
    }
    if (terms.isEmpty() && waiting.isEmpty() && pending.isEmpty()) {
      rest();
    } else {
      renew();
    }
  }

  /**
   * Nothing to renew. A session of the backend is kept for one TTL, in case somebody wants it again
   * (X5).
   */
  private void rest() {
    Moment now = kernel.now();
    if (idleSince == null) {
      idleSince = now;
    }
    if (shared != null && now.since(idleSince) < ttl.toNanos()) {
      renew();
    } else {
      endAtBackend(opened());
      finish();
    }
  }

  private void renew() {
    renewing = true;
    Map<Key, Term> batch = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>(terms.size());
    for (Term term : terms) {
      batch.put(term.key(), term);
      entries.add(term.entry());
    }
    Moment sent = kernel.now();
    Deadline deadline = earliest();
    Duration left = deadline == null ? Duration.ZERO : Duration.ofNanos(deadline.left(sent));
    Session open = opened();
    kernel.<Renewal>request(
        "renewing " + batch.size() + " leases",
        "",
        kernel.patience().renewalTimeout(validityNanos()),
        () -> kernel.store().renew(open, entries),
        (renewal, error, late) -> {
          Moment now = kernel.now();
          boolean confirmed = take(renewal, error, batch, sent, now);
          if (confirmed) {
            kernel.observe(o -> o.renewed(batch.size(), Duration.ofNanos(now.since(sent)), left));
          }
          if (!late) {
            renewing = false;
            failures = confirmed ? 0 : failures + 1;
            long pause =
                confirmed
                    ? renewalPause() - now.since(sent)
                    : kernel.patience().renewalBackoff(failures, validityNanos());
            armRenewal(pause);
          }
          letWaitingIn();
        });
  }

  private boolean take(
      @Nullable Renewal renewal,
      @Nullable Throwable error,
      Map<Key, Term> batch,
      Moment sent,
      Moment now) {
    if (over) {
      return false;
    }
    if (renewal instanceof Renewal.Alive alive) {
      confirm(alive, batch, sent, now);
      lastError = null;
      return true;
    }
    if (renewal instanceof Renewal.Gone) {
      endAll(EndCause.REVOKED, now);
      return false;
    }
    lastError = renewal instanceof Renewal.Unknown unknown ? unknown.cause() : error;
    return false;
  }

  private void confirm(Renewal.Alive alive, Map<Key, Term> batch, Moment sent, Moment now) {
    SessionCore core = shared;
    if (core != null) {
      core.confirm(sent, now);
    }
    for (Term term : batch.values()) {
      if (!terms.contains(term)) {
        continue; // Released or lost meanwhile: what was found about it is old.
      }
      if (alive.gone().contains(term.key())) {
        term.lose(EndCause.REVOKED, Optional.empty());
        continue;
      }
      if (core == null) {
        term.core().session().confirm(sent, now);
      }
      Long moved = alive.moved().get(term.key());
      if (moved != null) {
        term.moved(moved);
      }
    }
    endIfPast();
  }

  /** Renews for one lease, now, and tells how it went. */
  void renewFor(Term term, CompletableFuture<Void> promise, long giveUpAt, int failed) {
    if (!terms.contains(term) || endIfPast() || !term.isHeld()) {
      promise.completeExceptionally(term.lostException());
      return;
    }
    Moment sent = kernel.now();
    long left = giveUpAt - sent.nanos();
    Session open = opened();
    kernel.<Renewal>request(
        "renewing",
        term.name(),
        Math.max(1, Math.min(left, kernel.patience().renewalTimeout(validityNanos()))),
        () -> kernel.store().renew(open, List.of(term.entry())),
        (renewal, error, late) -> {
          Moment now = kernel.now();
          boolean confirmed = take(renewal, error, Map.of(term.key(), term), sent, now);
          if (late || promise.isDone()) {
            return;
          }
          if (confirmed && term.isHeld()) {
            kernel.afterwards(() -> promise.complete(null));
          } else if (!term.isHeld()) {
            LeaseLostException lost = term.lostException();
            kernel.afterwards(() -> promise.completeExceptionally(lost));
          } else if (giveUpAt - now.nanos() > 0) {
            kernel.after(
                kernel.patience().renewalBackoff(failed, validityNanos()),
                () -> renewFor(term, promise, giveUpAt, failed + 1));
          } else {
            Throwable cause = Failures.unavailable(kernel, "renewing", term.name(), lastError);
            kernel.afterwards(() -> promise.completeExceptionally(cause));
          }
        });
  }

  // ---- loss

  private @Nullable Deadline earliest() {
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

  /**
   * One timer for all terms: since renewals only move deadlines away from it, it is set again when
   * it fires, and when a term with an earlier deadline joins.
   */
  private void armDeadline(@Nullable Deadline first) {
    Deadline armed = armedFor;
    if (over || first == null || (armed != null && first.nanos() - armed.nanos() >= 0)) {
      return;
    }
    if (deadlineTimer != null) {
      deadlineTimer.cancel();
    }
    armedFor = first;
    deadlineTimer =
        kernel.after(
            first.left(kernel.now()),
            () -> {
              armedFor = null;
              if (!endIfPast()) {
                armDeadline(earliest());
              }
            });
  }

  /** Ends what is past its deadline. Returns whether the session itself is. */
  boolean endIfPast() {
    if (over || session == null) {
      return over;
    }
    Moment now = kernel.now();
    SessionCore core = shared;
    if (core != null) {
      if (core.isPast(now)) {
        endAll(null, now);
      }
      return over;
    }
    for (Term term : new ArrayList<>(terms)) {
      Deadline deadline = term.core().session().deadline();
      if (deadline != null && term.core().session().isPast(now)) {
        term.lose(lossOf(term.core(), deadline, now), Optional.ofNullable(lastError));
      }
    }
    return false;
  }

  private EndCause lossOf(TermCore core, Deadline deadline, Moment now) {
    long late = now.nanos() - deadline.nanos() - Math.max(LATE, validityNanos() / 4);
    return core.lossAt(now, late);
  }

  /** The session is gone, and everything on it with it; null stands for: by its deadline. */
  private void endAll(@Nullable EndCause known, Moment now) {
    finish();
    Optional<Throwable> error = known == null ? Optional.ofNullable(lastError) : Optional.empty();
    for (Term term : new ArrayList<>(terms)) {
      Deadline deadline = term.core().session().deadline();
      EndCause cause =
          known != null || deadline == null ? EndCause.REVOKED : lossOf(term.core(), deadline, now);
      term.lose(cause, error);
    }
    if (known == null) {
      endAtBackend(opened());
    }
    failWaiting(Failures.unavailable(kernel, "keeping a session alive", "", lastError));
  }

  private void finish() {
    over = true;
    sessions.forget(this);
    if (deadlineTimer != null) {
      deadlineTimer.cancel();
    }
    if (renewalTimer != null) {
      renewalTimer.cancel();
      renewalTimer = null;
    }
  }

  /** Closes it for good; what is on it has been released before. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    finish();
    failWaiting(Failures.closed());
    Session open = session;
    if (open == null) {
      closed.complete(null);
      return closed;
    }
    kernel.<Void>request(
        "ending a session",
        "",
        kernel.patience().operation(),
        () -> kernel.store().end(open),
        (nothing, error, late) -> kernel.afterwards(() -> closed.complete(null)));
    return closed;
  }

  private void endAtBackend(Session open) {
    kernel.<Void>request(
        "ending a session",
        "",
        kernel.patience().operation(),
        () -> kernel.store().end(open),
        (nothing, error, late) -> {});
  }
}

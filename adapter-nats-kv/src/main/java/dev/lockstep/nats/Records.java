package dev.lockstep.nats;

import dev.lockstep.nats.OwnWrites.Write;
import dev.lockstep.nats.Subjects.Written;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Renews, changes and releases records of a term that stands. Who is refused may have met an
 * earlier write of its own, whose answer was lost: it looks, and asks again if the term still
 * stands. Thread-safe.
 */
final class Records {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Subjects subjects;
  private final OwnWrites own;
  private final Ticker ticker;
  private final Supplier<CompletionStage<Instant>> serverTime;

  Records(
      Subjects subjects,
      OwnWrites own,
      Ticker ticker,
      Supplier<CompletionStage<Instant>> serverTime) {
    this.subjects = subjects;
    this.own = own;
    this.ticker = ticker;
    this.serverTime = serverTime;
  }

  /** Begins the time of a record anew; false if it is not there any more. */
  CompletionStage<Boolean> renew(Entry entry, Session session) {
    return own.lastWrite(entry.term())
        .filter(last -> last.version() == entry.version())
        .map(last -> renew(entry, last, session))
        .orElseGet(() -> lookAndRenew(entry.key(), entry.term(), session));
  }

  /** The same for one that was just read. */
  CompletionStage<Boolean> renew(Stored standing, Session session) {
    return renew(standing.entry(), lastWrite(standing, Duration.ZERO), session);
  }

  private CompletionStage<Boolean> renew(Entry entry, Write last, Session session) {
    Key key = entry.key();
    UUID term = entry.term();
    long sent = ticker.nanos();
    return subjects
        .write(
            key,
            Stored.renewing(last.sequence(), last.version(), Stored.ttl(session)),
            Envelope.later(term, last.token(), entry.body()))
        .thenCompose(
            answer -> {
              if (answer instanceof Written.Refused refused) {
                return refused.standing() == 0 ? gone(term) : lookAndRenew(key, term, session);
              }
              long sequence = ((Written.At) answer).sequence();
              own.moved(
                  term, key, session, new Write(sequence, last.version(), last.token(), sent));
              return CompletableFuture.completedFuture(true);
            });
  }

  private CompletionStage<Boolean> lookAndRenew(Key key, UUID term, Session session) {
    return subjects
        .read(key)
        .thenCompose(
            place ->
                place.of(term).isPresent() ? renew(place.of(term).get(), session) : gone(term));
  }

  private CompletionStage<Boolean> gone(UUID term) {
    own.ended(term);
    return CompletableFuture.completedFuture(false);
  }

  CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    return own.lastWrite(term)
        .filter(last -> last.version() == version)
        .map(last -> rewrite(key, term, last, left(term, last), body))
        .orElseGet(() -> lookAndRewrite(key, term, version, body));
  }

  private CompletionStage<Outcome> rewrite(
      Key key, UUID term, Write last, Duration left, byte[] body) {
    return subjects
        .write(
            key, Stored.expecting(last.sequence(), left), Envelope.later(term, last.token(), body))
        .thenCompose(
            answer -> {
              if (answer instanceof Written.Refused) {
                return lookAndRewrite(key, term, last.version(), body);
              }
              long now = ((Written.At) answer).sequence();
              own.of(term)
                  .ifPresent(
                      mine ->
                          own.moved(
                              term,
                              key,
                              mine.session(),
                              new Write(now, now, last.token(), last.sent())));
              return decided(new Outcome.Done(now, last.token()));
            });
  }

  private CompletionStage<Outcome> lookAndRewrite(Key key, UUID term, long version, byte[] body) {
    return subjects
        .read(key)
        .thenCompose(
            place ->
                place
                    .of(term)
                    .filter(standing -> standing.version() == version)
                    .map(standing -> rewrite(key, term, standing, body))
                    .orElseGet(() -> decided(new Outcome.Refused(place.entry()))));
  }

  /** Since when it stands, the server alone knows: our wall clock need not show the same time. */
  private CompletionStage<Outcome> rewrite(Key key, UUID term, Stored standing, byte[] body) {
    if (standing.ttl().isZero()) {
      return rewrite(key, term, lastWrite(standing, Duration.ZERO), Duration.ZERO, body);
    }
    return serverTime
        .get()
        .thenCompose(
            now -> {
              Duration since = Duration.between(standing.written(), now);
              Duration passed = since.isNegative() ? Duration.ZERO : since;
              return rewrite(
                  key, term, lastWrite(standing, passed), left(standing.ttl(), passed), body);
            });
  }

  /** What is left of a record's time, in whole seconds: changing it must not begin it anew. */
  private Duration left(UUID term, Write last) {
    Session session = own.of(term).map(OwnWrites.Own::session).orElse(Session.none());
    return session == Session.none()
        ? Duration.ZERO
        : left(session.ttl(), Duration.ofNanos(ticker.nanos() - last.sent()));
  }

  private static Duration left(Duration ttl, Duration passed) {
    Duration left = ttl.minus(passed).plus(SECOND.minusNanos(1));
    return left.compareTo(SECOND) < 0 ? SECOND : Duration.ofSeconds(left.toSeconds());
  }

  CompletionStage<Outcome> release(Key key, UUID term) {
    return own.of(term)
        .flatMap(
            mine ->
                own.lastWrite(term)
                    .map(last -> release(key, term, last.sequence(), Stored.ttl(mine.session()))))
        .orElseGet(() -> lookAndRelease(key, term));
  }

  private CompletionStage<Outcome> release(Key key, UUID term, long sequence, Duration ttl) {
    return subjects
        .release(key, sequence, ttl)
        .thenCompose(
            answer -> {
              if (answer instanceof Written.Refused refused) {
                return refused.standing() == 0
                    ? ended(term, Place.EMPTY)
                    : lookAndRelease(key, term);
              }
              own.ended(term);
              return decided(new Outcome.Done(0, 0));
            });
  }

  private CompletionStage<Outcome> lookAndRelease(Key key, UUID term) {
    return subjects
        .read(key)
        .thenCompose(
            place ->
                place
                    .of(term)
                    .map(standing -> release(key, term, standing.sequence(), standing.ttl()))
                    .orElseGet(() -> ended(term, place)));
  }

  private CompletionStage<Outcome> ended(UUID term, Place place) {
    own.ended(term);
    return decided(new Outcome.Refused(place.entry()));
  }

  private Write lastWrite(Stored standing, Duration ago) {
    return new Write(
        standing.sequence(), standing.version(), standing.token(), ticker.nanos() - ago.toNanos());
  }

  private static CompletionStage<Outcome> decided(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}

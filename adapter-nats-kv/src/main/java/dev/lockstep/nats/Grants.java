package dev.lockstep.nats;

import dev.lockstep.nats.Subjects.Written;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import dev.lockstep.spi.Ticker;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Makes records, and hands them over. The first try expects what is known to stand there; who is
 * refused looks, and tries again as long as it is not somebody else's record. Thread-safe.
 */
final class Grants {
  private final Subjects subjects;
  private final TokenBase base;
  private final Markers markers;
  private final OwnWrites own;
  private final Records records;
  private final Overdue overdue;
  private final Ticker ticker;

  Grants(
      Subjects subjects,
      TokenBase base,
      Markers markers,
      OwnWrites own,
      Records records,
      Overdue overdue,
      Ticker ticker) {
    this.subjects = subjects;
    this.base = base;
    this.markers = markers;
    this.own = own;
    this.records = records;
    this.overdue = overdue;
    this.ticker = ticker;
  }

  /**
   * What is asked for.
   *
   * @param over the sequence of what stands there, if it may be written over
   * @param wantsNothing whether the key has to be free
   * @param first whether the term stands nowhere, unless by a step of this claim
   */
  @SuppressWarnings("ArrayRecordComponent") // As in Entry
  private record Claim(
      Key key,
      UUID term,
      byte[] body,
      Session session,
      Function<Place, OptionalLong> over,
      boolean wantsNothing,
      boolean first) {}

  CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    boolean first = own.asked(term, key, session);
    Claim claim =
        new Claim(
            key,
            term,
            body,
            session,
            place ->
                place.record().isEmpty() || isOverdue(place, session)
                    ? OptionalLong.of(place.sequence())
                    : OptionalLong.empty(),
            true,
            first);
    return markers.isShared(key) ? look(claim) : write(claim, markers.expected(key));
  }

  CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    var unused = own.asked(term, key, session);
    Claim claim =
        new Claim(
            key,
            term,
            body,
            session,
            place ->
                place.of(from).filter(stored -> stored.version() == version).isPresent()
                    ? OptionalLong.of(place.sequence())
                    : OptionalLong.empty(),
            false,
            false);
    return own.lastWrite(from)
        .filter(last -> last.version() == version)
        .map(last -> write(claim, last.sequence()))
        .orElseGet(() -> look(claim))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Done) {
                own.ended(from);
              }
              return outcome;
            });
  }

  /**
   * What follows upon a step that made nothing: nothing, if nobody waits for it any more. Else the
   * lock could be taken by nobody after who holds it has released it (M4, M6).
   */
  private CompletionStage<Outcome> writeIfWanted(Claim claim, long expected) {
    if (isWanted(claim)) {
      return write(claim, expected);
    }
    return claim.first
        ? decided(new Outcome.Refused(Optional.empty()))
        : CompletableFuture.failedFuture(
            new CancellationException("nobody waits for it any more, though it may stand"));
  }

  /** Records that stay are asked for without a session, and stand for ever rightly. */
  private boolean isOverdue(Place place, Session session) {
    return session != Session.none() && place.record().filter(overdue::mayGo).isPresent();
  }

  /** Records that stay are never given up. */
  private boolean isWanted(Claim claim) {
    return claim.session == Session.none() || own.isWanted(claim.term);
  }

  private CompletionStage<Outcome> write(Claim claim, long expected) {
    if (!base.isKnown()) {
      return base.read().thenCompose(known -> writeIfWanted(claim, expected));
    }
    TokenBase.Known with = base.known();
    long sent = ticker.nanos();
    CompletionStage<Written> written =
        subjects.write(
            claim.key,
            Stored.expecting(expected, Stored.ttl(claim.session)),
            Envelope.granting(claim.term, with.base(), claim.body),
            () -> isWanted(claim));
    base.sent();
    return written.thenCompose(
        answer ->
            answer instanceof Written.At at
                ? count(claim, at.sequence(), sent, with)
                : refused(claim, ((Written.Refused) answer).standing()));
  }

  private CompletionStage<Outcome> refused(Claim claim, long standing) {
    boolean free = standing == 0 || markers.isMarker(claim.key, standing);
    return claim.wantsNothing && free ? writeIfWanted(claim, standing) : look(claim);
  }

  /** It counts if the base had not been raised before it was sent; else it gets another token. */
  private CompletionStage<Outcome> count(
      Claim claim, long sequence, long sent, TokenBase.Known with) {
    return base.since(sent, sequence)
        .thenCompose(
            now -> {
              if (now.base() != with.base()) {
                return write(claim, sequence);
              }
              long token = with.base() + sequence;
              own.written(
                  claim.term,
                  claim.key,
                  claim.session,
                  new OwnWrites.Write(sequence, sequence, token, sent));
              return decided(new Outcome.Done(sequence, token));
            });
  }

  private CompletionStage<Outcome> look(Claim claim) {
    return subjects
        .read(claim.key)
        .thenCompose(
            place -> {
              if (place.of(claim.term).isPresent()) {
                return again(claim, place.of(claim.term).get());
              }
              OptionalLong expected = claim.over.apply(place);
              if (expected.isPresent()) {
                return writeIfWanted(claim, expected.getAsLong());
              }
              own.ended(claim.term);
              return decided(new Outcome.Refused(place.entry()));
            });
  }

  /** An earlier sending was carried out: its time begins anew, its token stays unless it is old. */
  private CompletionStage<Outcome> again(Claim claim, Stored standing) {
    boolean firstWrite = standing.envelope().base();
    return base.since(ticker.nanos(), standing.sequence())
        .thenCompose(
            now ->
                firstWrite && now.base() != standing.envelope().number()
                    ? write(claim, standing.sequence())
                    : records
                        .renew(standing, claim.session)
                        .thenCompose(
                            stands ->
                                stands
                                    ? decided(
                                        new Outcome.Done(standing.version(), standing.token()))
                                    : look(claim)));
  }

  private static CompletionStage<Outcome> decided(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}

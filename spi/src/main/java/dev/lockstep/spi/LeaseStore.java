package dev.lockstep.spi;

import dev.lockstep.Registration;
import dev.lockstep.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The port between the engine and a backend. Thread-safe and asynchronous: no call blocks its
 * caller, nor a thread of the client library. Keys arrive encoded. What is called decisive is as of
 * a moment between call and answer.
 *
 * <p>Writes answer {@link Outcome.Unknown} where they cannot know; reads, {@code open}, {@code
 * watch} and {@code history} then complete exceptionally, with {@link
 * dev.lockstep.BackendUnavailableException} or {@link dev.lockstep.BackendRefusedException}. A
 * stage may complete on any thread, also before the call returns; the engine bounds each wait by
 * itself, so that a stage which never completes does no harm.
 */
public interface LeaseStore extends AutoCloseable {
  /** {@return what this backend grants} */
  Traits traits();

  /** {@return where it is, for errors; without credentials (X6)} */
  String endpoint();

  /**
   * Opens the backend's object of liveness.
   *
   * @param ttl within the traits' bounds, a multiple of the granularity
   * @return the session
   */
  CompletionStage<Session> open(Duration ttl);

  /**
   * Keeps the session and these records on it alive at the authority. What it confirms counts from
   * before this call (L1).
   *
   * @param session what it lives on
   * @param held the records on it
   * @return what it came to
   */
  CompletionStage<Renewal> renew(Session session, Collection<Entry> held);

  /**
   * {@return what the server attributes to the session, decisively: finds records deleted under us
   * and grants applied late (L6)} Asked only of sessions with scope {@link Session.Scope#SESSION};
   * elsewhere {@code renew} tells as much.
   *
   * @param session what it lives on
   */
  CompletionStage<Set<Key>> audit(Session session);

  /**
   * Ends the session and all that is on it, nobody else's.
   *
   * @param session what it lives on
   * @return a stage that completes when it is over
   */
  CompletionStage<Void> end(Session session);

  /**
   * Makes the record if the key is free, atomically; that the same term stands is {@link
   * Outcome.Done} with its token.
   *
   * @param session where it lives; {@link Session#none()} if it stays until deleted
   * @param key where it stands
   * @param term the term in question
   * @param body the bytes of the record
   * @return what it came to
   */
  CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session);

  /**
   * Nobody waits any more for a grant, or a hand-over, of that term: it may be under way still, or
   * have been answered. A store whose grants take several steps, or that sends again by itself what
   * nobody took, takes no further step that could make the record; it answers that the grant was
   * refused, or that it does not know. What was sent before may be carried out, and is answered as
   * ever.
   *
   * @param term which was asked for
   */
  default void unwanted(UUID term) {}

  /**
   * Hands the record to another term, atomically, with a greater token; that the new term stands
   * already is {@link Outcome.Done}.
   *
   * @param from the term that must stand there
   * @param version its version, as last known
   * @param key where it stands
   * @param term the new term
   * @param body the bytes of the record
   * @param session what it lives on
   * @return what it came to
   */
  CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session);

  /**
   * Changes the body if this term stands there at this version; term, token, session and time to
   * live stay.
   *
   * @param key where it stands
   * @param term the term in question
   * @param version the version that is known
   * @param body the bytes of the record
   * @return what it came to
   */
  CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body);

  /**
   * Deletes the record if it is this term's, atomically, and wakes who watches; may be repeated.
   *
   * @param key where it stands
   * @param term the term in question
   * @param version the version that is known; what counts is the term
   * @return what it came to
   */
  CompletionStage<Outcome> release(Key key, UUID term, long version);

  /**
   * {@return the record, decisively}
   *
   * @param key where it stands
   */
  CompletionStage<Optional<Entry>> get(Key key);

  /**
   * Records of a kind, decisively, page by page.
   *
   * @param domain the domain; empty stands for every domain of the kind
   * @param cursor empty for the first page, else that of the page before
   * @param kind the kind of the records
   * @return the page
   */
  CompletionStage<Page> list(String kind, String domain, Optional<String> cursor);

  /**
   * {@return the names of the domain's records only; may be stale}
   *
   * @param kind the kind of the records
   * @param domain the domain
   */
  CompletionStage<List<String>> keys(String kind, String domain);

  /**
   * {@return the same, for a caller who can do nothing with as many as that} A store that may also
   * name what has just ended finds out which of them stand, as far as it can by one step more,
   * before it answers with so many; for others there is nothing to do.
   *
   * @param kind the kind of the records
   * @param domain the domain
   * @param tooMany how many names are of no use
   */
  default CompletionStage<List<String>> keys(String kind, String domain, int tooMany) {
    return keys(kind, domain);
  }

  /**
   * Hints that a record was released, deleted or, for a watched domain, also made: maybe lost,
   * doubled, late. An empty hint means "look again at all". Completes once listening. Hints may
   * arrive on any thread, before that too.
   *
   * @param key a record, or a domain if it has no name
   * @param hint is told; empty means that anything may have changed
   * @return what ends the watch
   */
  CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint);

  /**
   * Which history this is and where its tokens start (F4): the first who asks makes it. The engine
   * asks when it has something to lose, and again after each interruption.
   *
   * <p>A backend whose tokens are revisions of its own adds a base to them, such that they stay
   * below its clock in microseconds: what a lost history issued is then below what a new one
   * issues, and below the base that an announced restore is given.
   *
   * @return the history
   */
  CompletionStage<History> history();

  /**
   * Raises the base, never lowers it, and keeps the history's id. Every grant and hand-over that is
   * sent once this has completed, of any key and by any store of the namespace, also one that was
   * connected before, has a token greater than the base. May be repeated; what was not completed
   * may have raised some keys and not others.
   *
   * @param atLeast a positive number
   * @return the history with its base, which is then at least that
   */
  CompletionStage<History> raiseBase(long atLeast);

  /** {@return the backend's own clock, where it has one} */
  default CompletionStage<Optional<Instant>> serverTime() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * {@return the native client, if it is of that type}
   *
   * @param <T> the type that is wanted
   * @param type the type that is wanted
   */
  default <T> Optional<T> unwrap(Class<T> type) {
    return Optional.empty();
  }

  /** Ends every connection and thread that this store opened, within the operation timeout. */
  @Override
  void close();
}

package dev.lockstep.etcd;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.OwnRecords;
import dev.lockstep.spi.Session;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes single records, each by one transaction that compares what it found and else
 * answers with what stands. The version of a record is the revision of its last write, its token
 * the base and the revision of the write that granted it. Thread-safe.
 */
final class Records {
  private static final GetOption LINEARIZABLE = GetOption.builder().build();

  private final KV kv;
  private final Layout layout;
  private final TokenBase base;
  private final String endpoint;
  private final OwnRecords own = new OwnRecords();

  Records(KV kv, Layout layout, TokenBase base, String endpoint) {
    this.kv = kv;
    this.layout = layout;
    this.base = base;
    this.endpoint = endpoint;
  }

  CompletionStage<Optional<Entry>> get(Key key) {
    return kv.get(layout.key(key)).thenApply(answer -> standing(key, answer));
  }

  CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    TokenBase.Known now = base.known();
    ByteSequence at = layout.key(key);
    Cmp free = new Cmp(at, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    return kv.txn()
        .If(free, base.unchanged(now))
        .Then(put(at, Envelope.granting(term, now.base(), body), EtcdSession.leaseOf(session)))
        .Else(Op.get(at, LINEARIZABLE))
        .commit()
        .thenCompose(
            answer -> {
              if (answer.isSucceeded()) {
                return granted(key, term, session, answer, now);
              }
              Entry standing = standing(key, answer);
              return standing == null
                  ? base.read().thenCompose(read -> grant(key, term, body, session))
                  : decided(after(standing, term, session));
            });
  }

  CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    if (own.of(from).filter(it -> it.version() == version).isEmpty()) {
      return ifStanding(
          key,
          from,
          standing ->
              standing.version() == version
                  ? regranted(key, from, version, term, body, session)
                  : decided(new Outcome.Refused(Optional.of(standing))),
          standing -> after(standing, term, session));
    }
    return regranted(key, from, version, term, body, session);
  }

  private CompletionStage<Outcome> regranted(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    TokenBase.Known now = base.known();
    ByteSequence at = layout.key(key);
    return kv.txn()
        .If(is(at, version), base.unchanged(now))
        .Then(put(at, Envelope.granting(term, now.base(), body), EtcdSession.leaseOf(session)))
        .Else(Op.get(at, LINEARIZABLE))
        .commit()
        .thenCompose(
            answer -> {
              if (answer.isSucceeded()) {
                own.ended(from);
                return granted(key, term, session, answer, now);
              }
              Entry standing = standing(key, answer);
              return standing != null && standing.version() == version
                  ? base.read()
                      .thenCompose(read -> regranted(key, from, version, term, body, session))
                  : decided(after(standing, term, session));
            });
  }

  /** What stands after a grant was refused may be what an earlier sending of it wrote. */
  private Outcome after(@Nullable Entry standing, UUID term, Session session) {
    if (standing == null || !standing.term().equals(term)) {
      return new Outcome.Refused(Optional.ofNullable(standing));
    }
    return done(standing.key(), term, session, standing.version(), standing.token());
  }

  /** Every put on a key with a lease must name the lease again, or the key would never expire. */
  CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    Optional<OwnRecords.Own> known = own.of(term).filter(it -> it.version() == version);
    if (known.isPresent()) {
      Session session = known.get().session();
      return rewritten(key, term, version, known.get().token(), session, body);
    }
    return kv.get(layout.key(key))
        .thenCompose(
            answer -> {
              Entry standing = standing(key, answer).orElse(null);
              if (standing == null
                  || !standing.term().equals(term)
                  || standing.version() != version) {
                return decided(new Outcome.Refused(Optional.ofNullable(standing)));
              }
              Session on = EtcdSession.by(answer.getKvs().get(0).getLease());
              return rewritten(key, term, version, standing.token(), on, body);
            });
  }

  private CompletionStage<Outcome> rewritten(
      Key key, UUID term, long version, long token, Session session, byte[] body) {
    ByteSequence at = layout.key(key);
    return kv.txn()
        .If(is(at, version))
        .Then(put(at, Envelope.later(term, token, body), EtcdSession.leaseOf(session)))
        .Else(Op.get(at, LINEARIZABLE))
        .commit()
        .thenApply(
            answer ->
                answer.isSucceeded()
                    ? done(key, term, session, answer.getHeader().getRevision(), token)
                    : new Outcome.Refused(Optional.ofNullable(standing(key, answer))));
  }

  CompletionStage<Outcome> release(Key key, UUID term) {
    Optional<OwnRecords.Own> known = own.of(term);
    return known.isPresent()
        ? released(key, term, known.get().version())
        : ifStanding(
            key,
            term,
            standing -> released(key, term, standing.version()),
            standing -> new Outcome.Refused(Optional.ofNullable(standing)));
  }

  private CompletionStage<Outcome> released(Key key, UUID term, long version) {
    ByteSequence at = layout.key(key);
    return kv.txn()
        .If(is(at, version))
        .Then(Op.delete(at, DeleteOption.builder().build()))
        .Else(Op.get(at, LINEARIZABLE))
        .commit()
        .thenCompose(
            answer -> {
              if (answer.isSucceeded()) {
                own.ended(term);
                return decided(new Outcome.Done(0, 0));
              }
              Entry standing = standing(key, answer);
              if (standing != null && standing.term().equals(term)) {
                return released(key, term, standing.version());
              }
              own.ended(term);
              return decided(new Outcome.Refused(Optional.ofNullable(standing)));
            });
  }

  /** The session has ended. */
  void ended(Session session) {
    own.ended(session);
  }

  /** Looks first, where this store did not write the term itself. */
  private CompletionStage<Outcome> ifStanding(
      Key key,
      UUID term,
      Function<Entry, CompletionStage<Outcome>> then,
      Function<@Nullable Entry, Outcome> otherwise) {
    return get(key)
        .thenCompose(
            found ->
                found.filter(standing -> standing.term().equals(term)).isPresent()
                    ? then.apply(found.get())
                    : decided(otherwise.apply(found.orElse(null))));
  }

  /** The record that was read, if one stands. */
  private Optional<Entry> standing(Key key, GetResponse answer) {
    return answer.getKvs().stream().findFirst().map(stored -> entry(key, stored));
  }

  Entry entry(Key key, KeyValue stored) {
    Envelope envelope = Envelope.decode(key.path(), endpoint, stored.getValue().getBytes());
    long version = stored.getModRevision();
    return new Entry(
        key, envelope.term(), envelope.body(), version, envelope.token(version), Optional.empty());
  }

  private @Nullable Entry standing(Key key, TxnResponse refused) {
    return standing(key, refused.getGetResponses().get(0)).orElse(null);
  }

  private CompletionStage<Outcome> granted(
      Key key, UUID term, Session session, TxnResponse answer, TokenBase.Known with) {
    long revision = answer.getHeader().getRevision();
    return decided(done(key, term, session, revision, with.base() + revision));
  }

  private Outcome done(Key key, UUID term, Session session, long version, long token) {
    own.written(term, new OwnRecords.Own(key, session, version, token));
    return new Outcome.Done(version, token);
  }

  private static CompletionStage<Outcome> decided(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private static Cmp is(ByteSequence at, long version) {
    return new Cmp(at, Cmp.Op.EQUAL, CmpTarget.modRevision(version));
  }

  private static Op put(ByteSequence at, Envelope envelope, long lease) {
    PutOption.Builder option = PutOption.builder();
    if (lease != EtcdSession.NO_LEASE) {
      option.withLeaseId(lease);
    }
    return Op.put(at, ByteSequence.from(envelope.encode()), option.build());
  }
}

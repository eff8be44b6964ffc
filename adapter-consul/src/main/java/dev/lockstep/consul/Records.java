package dev.lockstep.consul;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.OwnRecords;
import dev.lockstep.spi.Session;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes single records, each by one transaction that compares what it found; what stands
 * where it was refused is read after it, since a transaction that fails answers with nothing. The
 * version of a record is the index of its last write, its token the base and the index of the write
 * that granted it. Thread-safe; blocks.
 */
final class Records {
  private final Agent agent;
  private final Layout layout;
  private final TokenBase base;
  private final String endpoint;
  private final OwnRecords own = new OwnRecords();

  Records(Agent agent, Layout layout, TokenBase base, String endpoint) {
    this.agent = agent;
    this.layout = layout;
    this.base = base;
    this.endpoint = endpoint;
  }

  Optional<Entry> get(Key key) {
    return stored(key).map(stored -> entry(key, stored));
  }

  private Optional<Stored> stored(Key key) {
    Agent.Answer answer = agent.get("/v1/kv/" + layout.key(key), "consistent");
    return Stored.in(answer).stream().findFirst();
  }

  Entry entry(Key key, Stored stored) {
    Envelope envelope = Envelope.decode(key.path(), endpoint, stored.value());
    return new Entry(
        key,
        envelope.term(),
        envelope.body(),
        stored.index(),
        envelope.token(stored.index()),
        Optional.empty());
  }

  /**
   * A plain lock by the same session would silently overwrite what another term of it holds; hence
   * the comparison.
   */
  Outcome grant(Key key, UUID term, byte[] body, Session session) {
    String at = layout.key(key);
    String on = ConsulSession.idOf(session);
    ConsulSession.asking(session, term, key);
    while (true) {
      TokenBase.Known with = base.known();
      Txn.Result result =
          new Txn()
              .free(at)
              .is(layout.history(), with.index())
              .write(at, Envelope.granting(term, with.base(), body), on)
              .sent(agent);
      if (result.isDone()) {
        return granted(key, term, session, result.index(at), with);
      }
      if (result.failed(0)) {
        Entry standing = get(key).orElse(null);
        if (standing != null) {
          return after(standing, term, session);
        }
      } else if (result.failed(2)) {
        return refused(session, term, null); // Its session is gone.
      }
      if (result.failed(1)) {
        base.read();
      }
    }
  }

  Outcome regrant(Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    String at = layout.key(key);
    String on = ConsulSession.idOf(session);
    String before;
    OwnRecords.Own known = own.of(from).filter(it -> it.version() == version).orElse(null);
    if (known != null) {
      before = ConsulSession.idOf(known.session());
    } else {
      Stored stored = stored(key).orElse(null);
      Entry standing = stored == null ? null : entry(key, stored);
      if (stored == null
          || standing == null
          || !standing.term().equals(from)
          || standing.version() != version) {
        return after(standing, term, session);
      }
      before = stored.session();
    }
    ConsulSession.asking(session, term, key);
    while (true) {
      TokenBase.Known with = base.known();
      Envelope value = Envelope.granting(term, with.base(), body);
      Txn txn = new Txn().is(at, version).is(layout.history(), with.index());
      if (!before.equals(on) && !before.equals(ConsulSession.NONE)) {
        txn.free(at, value, before);
      }
      Txn.Result result = txn.write(at, value, on).sent(agent);
      if (result.isDone()) {
        ended(from);
        return granted(key, term, session, result.index(at), with);
      }
      if (result.failed(0) || !result.failed(1)) {
        return after(get(key).orElse(null), term, session);
      }
      base.read();
    }
  }

  /** What stands after a grant was refused may be what an earlier sending of it wrote. */
  private Outcome after(@Nullable Entry standing, UUID term, Session session) {
    if (standing == null || !standing.term().equals(term)) {
      return refused(session, term, standing);
    }
    return done(standing.key(), term, session, standing.version(), standing.token());
  }

  private static Outcome refused(Session session, UUID term, @Nullable Entry standing) {
    ConsulSession.absent(session, term);
    return new Outcome.Refused(Optional.ofNullable(standing));
  }

  /** The session of the record stays as it is. */
  Outcome rewrite(Key key, UUID term, long version, byte[] body) {
    OwnRecords.Own known = own.of(term).filter(it -> it.version() == version).orElse(null);
    if (known == null) {
      Stored stored = stored(key).orElse(null);
      Entry standing = stored == null ? null : entry(key, stored);
      if (stored == null
          || standing == null
          || !standing.term().equals(term)
          || standing.version() != version) {
        return new Outcome.Refused(Optional.ofNullable(standing));
      }
      known =
          new OwnRecords.Own(key, ConsulSession.by(stored.session()), version, standing.token());
    }
    String at = layout.key(key);
    Txn.Result result =
        new Txn().rewrite(at, Envelope.later(term, known.token(), body), version).sent(agent);
    return result.isDone()
        ? done(key, term, known.session(), result.index(at), known.token())
        : new Outcome.Refused(get(key));
  }

  Outcome release(Key key, UUID term) {
    OwnRecords.Own known = own.of(term).orElse(null);
    long version;
    if (known != null) {
      version = known.version();
    } else {
      Entry standing = get(key).orElse(null);
      if (standing == null || !standing.term().equals(term)) {
        return new Outcome.Refused(Optional.ofNullable(standing));
      }
      version = standing.version();
    }
    String at = layout.key(key);
    while (true) {
      if (new Txn().is(at, version).delete(at).sent(agent).isDone()) {
        ended(term);
        return new Outcome.Done(0, 0);
      }
      Entry standing = get(key).orElse(null);
      if (standing == null || !standing.term().equals(term)) {
        ended(term);
        return new Outcome.Refused(Optional.ofNullable(standing));
      }
      version = standing.version();
    }
  }

  /** The session has ended. */
  void ended(Session session) {
    own.ended(session);
  }

  private void ended(UUID term) {
    own.of(term).ifPresent(known -> ConsulSession.absent(known.session(), term));
    own.ended(term);
  }

  private Outcome granted(Key key, UUID term, Session session, long index, TokenBase.Known with) {
    return done(key, term, session, index, with.base() + index);
  }

  private Outcome done(Key key, UUID term, Session session, long version, long token) {
    own.written(term, new OwnRecords.Own(key, session, version, token));
    return new Outcome.Done(version, token);
  }
}

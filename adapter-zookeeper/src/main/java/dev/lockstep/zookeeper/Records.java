package dev.lockstep.zookeeper;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;

/**
 * Reads and writes single records, each by one transaction that fails unless it finds what it
 * expects. A record is a container with one child. The container has the body; its last change is
 * the version, and the granting one, added to a base, the token. The child lives on the session. It
 * has a name that was never given before, so that what compares it with the container's data
 * version cannot meet another record of the same key: those versions start anew with each.
 * Thread-safe.
 */
final class Records {
  private static final byte[] NOTHING = new byte[0];

  private final Common common;
  private final Layout layout;
  private final TokenBase base;
  private final String endpoint;
  private final Map<Own, Standing> own = new ConcurrentHashMap<>();

  Records(Common common, Layout layout, TokenBase base, String endpoint) {
    this.common = common;
    this.layout = layout;
    this.base = base;
    this.endpoint = endpoint;
  }

  /**
   * A record that stands, or did when it was last written or read.
   *
   * @param ground what it stands on; for one of another store, what to write it by
   * @param child its path
   * @param dataVersion of the container
   * @param version as the port knows it
   */
  private record Standing(
      Key key, Ground ground, String child, int dataVersion, long version, long token) {}

  /** A number and its mark have one term: it alone does not name a record. */
  private record Own(Key key, UUID term) {}

  CompletionStage<Optional<Entry>> get(Key key) {
    return common.wire().readNow(layout.path(key)).thenApply(node -> entry(key, node));
  }

  // ---- grant

  CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    String child = child(key, term);
    return ground(session, child).thenCompose(ground -> grant(key, term, body, ground, child));
  }

  private CompletionStage<Outcome> grant(
      Key key, UUID term, byte[] body, Ground ground, String child) {
    TokenBase.Known with = base.known();
    return ground
        .wire()
        .multi(granting(key, term, body, ground, child, with, List.of()))
        .thenCompose(
            answer -> {
              if (answer.isDone()) {
                return granted(key, term, ground, child, 0, answer.zxid(), with);
              }
              if (answer.failedAt() == 0) {
                return base.read().thenCompose(read -> grant(key, term, body, ground, child));
              }
              if (answer.failed(1, Code.NONODE)) {
                return parents(ground.wire(), layout.path(key))
                    .thenCompose(made -> grant(key, term, body, ground, child));
              }
              return grantWhereSomethingIs(key, term, body, ground, child);
            });
  }

  /** A server has carried out what it has answered, so that no sync is needed to read it. */
  private CompletionStage<Outcome> grantWhereSomethingIs(
      Key key, UUID term, byte[] body, Ground ground, String child) {
    return ground
        .wire()
        .read(layout.path(key))
        .thenCompose(
            node -> {
              if (node.isEmpty()) {
                return grant(key, term, body, ground, child);
              }
              if (!node.get().isEmpty()) {
                return decided(after(key, node.get(), term, ground, child));
              }
              return grantAfterDeath(key, term, body, ground, child);
            });
  }

  /** The holder's session ended: its container is left, and is made anew if it is still empty. */
  private CompletionStage<Outcome> grantAfterDeath(
      Key key, UUID term, byte[] body, Ground ground, String child) {
    TokenBase.Known with = base.known();
    List<Op> removal = List.of(Op.delete(layout.path(key), -1));
    return ground
        .wire()
        .multi(granting(key, term, body, ground, child, with, removal))
        .thenCompose(
            answer ->
                answer.isDone()
                    ? granted(key, term, ground, child, 0, answer.zxid(), with)
                    : grant(key, term, body, ground, child));
  }

  private List<Op> granting(
      Key key,
      UUID term,
      byte[] body,
      Ground ground,
      String child,
      TokenBase.Known with,
      List<Op> removal) {
    List<Op> ops = new ArrayList<>(4);
    ops.add(base.unchanged(with));
    ops.addAll(removal);
    byte[] data = Envelope.granting(term, with.base(), body).encode();
    ops.add(ground.wire().create(layout.path(key), data, CreateMode.CONTAINER));
    ops.add(ground.wire().create(child, NOTHING, ground.mode()));
    return ops;
  }

  /** What stands after a grant was refused may be what an earlier sending of it made. */
  private Outcome after(Key key, Wire.Node node, UUID term, Ground ground, String child) {
    Entry standing = entry(key, node);
    if (!standing.term().equals(term)) {
      ground.gone(child);
      return new Outcome.Refused(Optional.of(standing));
    }
    return done(
        term,
        new Standing(
            key, ground, child, node.stat().getVersion(), standing.version(), standing.token()));
  }

  private CompletionStage<Outcome> granted(
      Key key,
      UUID term,
      Ground ground,
      String child,
      int dataVersion,
      long zxid,
      TokenBase.Known with) {
    return decided(
        done(term, new Standing(key, ground, child, dataVersion, zxid, with.base() + zxid)));
  }

  private Outcome done(UUID term, Standing standing) {
    own.put(new Own(standing.key(), term), standing);
    return new Outcome.Done(standing.version(), standing.token());
  }

  // ---- hand-over

  CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    Standing known = own.get(new Own(key, from));
    if (known != null && known.version() == version) {
      return regrant(known, from, term, body, session);
    }
    return find(key)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return decided(new Outcome.Refused(Optional.empty()));
              }
              Entry entry = found.get().entry();
              if (entry.term().equals(term)) {
                return decided(done(term, found.get().standing()));
              }
              return entry.term().equals(from) && entry.version() == version
                  ? regrant(found.get().standing(), from, term, body, session)
                  : decided(new Outcome.Refused(Optional.of(entry)));
            });
  }

  private CompletionStage<Outcome> regrant(
      Standing standing, UUID from, UUID term, byte[] body, Session session) {
    if (isOn(standing.ground(), session)) {
      return regrant(standing, from, term, body, standing.ground(), standing.child());
    }
    String child = child(standing.key(), term);
    return ground(session, child)
        .thenCompose(ground -> regrant(standing, from, term, body, ground, child));
  }

  /** On the same session the child stays: whoever waits elsewhere hears of nothing. */
  private CompletionStage<Outcome> regrant(
      Standing standing, UUID from, UUID term, byte[] body, Ground ground, String child) {
    TokenBase.Known with = base.known();
    List<Op> ops = new ArrayList<>(4);
    ops.add(base.unchanged(with));
    if (child.equals(standing.child())) {
      ops.add(Op.check(child, -1));
    } else {
      ops.add(Op.delete(standing.child(), -1));
      ops.add(ground.wire().create(child, NOTHING, ground.mode()));
    }
    byte[] data = Envelope.granting(term, with.base(), body).encode();
    ops.add(Op.setData(layout.path(standing.key()), data, standing.dataVersion()));
    return ground
        .wire()
        .multi(ops)
        .thenCompose(
            answer -> {
              if (answer.isDone()) {
                ended(from, standing, child);
                int dataVersion = standing.dataVersion() + 1;
                return granted(
                    standing.key(), term, ground, child, dataVersion, answer.zxid(), with);
              }
              if (answer.failedAt() == 0) {
                return base.read()
                    .thenCompose(read -> regrant(standing, from, term, body, ground, child));
              }
              return ground
                  .wire()
                  .read(layout.path(standing.key()))
                  .thenApply(node -> afterHandOver(node, standing, term, ground, child));
            });
  }

  private Outcome afterHandOver(
      Optional<Wire.Node> node, Standing from, UUID term, Ground ground, String child) {
    if (node.isPresent() && !node.get().isEmpty()) {
      return after(from.key(), node.get(), term, ground, child);
    }
    ground.gone(child);
    return new Outcome.Refused(Optional.empty());
  }

  private void ended(UUID term, Standing standing, String childNow) {
    own.remove(new Own(standing.key(), term));
    if (!childNow.equals(standing.child())) {
      standing.ground().gone(standing.child());
    }
  }

  // ---- rewrite

  CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    Standing known = own.get(new Own(key, term));
    if (known != null && known.version() == version) {
      return rewrite(known, term, body);
    }
    return find(key)
        .thenCompose(
            found -> {
              Optional<Entry> entry = found.map(Found::entry);
              return entry
                      .filter(it -> it.term().equals(term) && it.version() == version)
                      .isPresent()
                  ? rewrite(found.get().standing(), term, body)
                  : decided(new Outcome.Refused(entry));
            });
  }

  private CompletionStage<Outcome> rewrite(Standing standing, UUID term, byte[] body) {
    String path = layout.path(standing.key());
    byte[] data = Envelope.later(term, standing.token(), body).encode();
    Wire wire = standing.ground().wire();
    return wire.multi(
            List.of(Op.check(standing.child(), -1), Op.setData(path, data, standing.dataVersion())))
        .thenCompose(
            answer ->
                answer.isDone()
                    ? decided(
                        done(
                            term,
                            new Standing(
                                standing.key(),
                                standing.ground(),
                                standing.child(),
                                standing.dataVersion() + 1,
                                answer.zxid(),
                                standing.token())))
                    : wire.read(path)
                        .thenApply(node -> new Outcome.Refused(entry(standing.key(), node))));
  }

  // ---- release

  CompletionStage<Outcome> release(Key key, UUID term) {
    Standing known = own.get(new Own(key, term));
    return known == null ? releaseWhatStands(key, term) : release(known, term);
  }

  private CompletionStage<Outcome> releaseWhatStands(Key key, UUID term) {
    return find(key)
        .thenCompose(
            found -> {
              Optional<Entry> entry = found.map(Found::entry);
              return entry.filter(it -> it.term().equals(term)).isPresent()
                  ? release(found.get().standing(), term)
                  : decided(new Outcome.Refused(entry));
            });
  }

  private CompletionStage<Outcome> release(Standing standing, UUID term) {
    String path = layout.path(standing.key());
    return standing
        .ground()
        .wire()
        .multi(List.of(Op.delete(standing.child(), -1), Op.delete(path, standing.dataVersion())))
        .thenCompose(
            answer -> {
              own.remove(new Own(standing.key(), term), standing);
              if (answer.isDone()) {
                standing.ground().gone(standing.child());
                return decided(new Outcome.Done(0, 0));
              }
              return releaseWhatStands(standing.key(), term);
            });
  }

  // ---- sessions

  /** The session has ended, and all that stood on it. */
  Set<Key> ended(Ground ground) {
    Set<Key> keys =
        own.values().stream()
            .filter(standing -> standing.ground() == ground)
            .map(Standing::key)
            .collect(Collectors.toSet());
    own.values().removeIf(standing -> standing.ground() == ground);
    return keys;
  }

  private CompletionStage<? extends Ground> ground(Session session, String child) {
    return session instanceof ZooKeeperSession ours
        ? ours.roomFor(child)
        : CompletableFuture.completedFuture(common);
  }

  private boolean isOn(Ground ground, Session session) {
    return session instanceof ZooKeeperSession ours
        ? ground instanceof Line line && ours.lines().contains(line)
        : ground == common;
  }

  // ---- reading

  /** A record that this store did not write, or not last. */
  private record Found(Entry entry, Standing standing) {}

  private CompletionStage<Optional<Found>> find(Key key) {
    String path = layout.path(key);
    CompletionStage<Optional<Wire.Node>> node = common.wire().readNow(path);
    return node.thenCombine(
        common.wire().children(path),
        (there, children) ->
            entry(key, there)
                .flatMap(
                    entry ->
                        children.stream()
                            .flatMap(List::stream)
                            .findFirst()
                            .map(
                                child ->
                                    new Found(
                                        entry,
                                        new Standing(
                                            key,
                                            new Foreign(common.wire()),
                                            path + "/" + child,
                                            there.get().stat().getVersion(),
                                            entry.version(),
                                            entry.token())))));
  }

  /** What a record of another store stands on: nothing of ours. */
  private record Foreign(Wire wire) implements Ground {
    @Override
    public CreateMode mode() {
      return CreateMode.PERSISTENT;
    }
  }

  /** The record, if one stands there: a container that lost its child is none. */
  Optional<Entry> entry(Key key, Optional<Wire.Node> node) {
    return node.filter(there -> !there.isEmpty()).map(there -> entry(key, there));
  }

  private Entry entry(Key key, Wire.Node node) {
    Envelope envelope = Envelope.decode(key.path(), endpoint, node.data());
    long version = node.stat().getMzxid();
    return new Entry(
        key, envelope.term(), envelope.body(), version, envelope.token(version), Optional.empty());
  }

  private String child(Key key, UUID term) {
    HexFormat hex = HexFormat.of();
    return layout.path(key)
        + "/"
        + hex.toHexDigits(term.getMostSignificantBits())
        + hex.toHexDigits(term.getLeastSignificantBits());
  }

  private CompletionStage<Void> parents(Wire wire, String path) {
    return CompletableFuture.allOf(
        layout.parents(path).stream()
            .map(parent -> wire.make(parent, CreateMode.CONTAINER).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  private static CompletionStage<Outcome> decided(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}

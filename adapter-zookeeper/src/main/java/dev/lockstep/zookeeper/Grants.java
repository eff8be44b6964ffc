package dev.lockstep.zookeeper;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;

/**
 * Makes records and hands them over, each by one transaction that also checks the base its token is
 * made of; {@link Records} says what a record is. Thread-safe.
 */
final class Grants {
  private static final byte[] NOTHING = new byte[0];

  private final Common common;
  private final Layout layout;
  private final TokenBase base;
  private final Reader reader;
  private final Ledger ledger;

  Grants(Common common, Layout layout, TokenBase base, Reader reader, Ledger ledger) {
    this.common = common;
    this.layout = layout;
    this.base = base;
    this.reader = reader;
    this.ledger = ledger;
  }

  /** What is asked for, and where the child would stand. */
  @SuppressWarnings("ArrayRecordComponent") // As in Entry.
  private record Wanted(Key key, UUID term, byte[] body, Ground ground, String child) {
    byte[] data(History with) {
      return Envelope.granting(term, with.tokenBase(), body).encode();
    }
  }

  CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
    String child = child(key, term);
    return ground(session, child)
        .thenCompose(ground -> grant(new Wanted(key, term, body, ground, child)));
  }

  private CompletionStage<Outcome> grant(Wanted wanted) {
    History with = base.known();
    String path = layout.path(wanted.key());
    Wire wire = wanted.ground().wire();
    return wire.multi(granting(wanted, with, List.of()))
        .thenCompose(
            answer -> {
              if (answer.isDone()) {
                return granted(wanted, 0, answer.zxid(), with);
              }
              if (answer.failedAt() == 0) {
                return base.changed(with).thenCompose(read -> grant(wanted));
              }
              if (answer.failed(1, Code.NONODE)) {
                return parents(wire, path).thenCompose(made -> grant(wanted));
              }
              return grantWhereSomethingIs(wanted);
            });
  }

  /** A server has carried out what it has answered, so that no sync is needed to read it. */
  private CompletionStage<Outcome> grantWhereSomethingIs(Wanted wanted) {
    return wanted
        .ground()
        .wire()
        .read(layout.path(wanted.key()))
        .thenCompose(
            node -> {
              if (node.isEmpty()) {
                return grant(wanted);
              }
              return node.get().isEmpty()
                  ? grantAfterDeath(wanted)
                  : CompletableFuture.completedFuture(after(wanted, node.get()));
            });
  }

  /** The holder's session ended: its container is left, and is made anew if it is still empty. */
  private CompletionStage<Outcome> grantAfterDeath(Wanted wanted) {
    History with = base.known();
    List<Op> removal = List.of(Op.delete(layout.path(wanted.key()), -1));
    return wanted
        .ground()
        .wire()
        .multi(granting(wanted, with, removal))
        .thenCompose(
            answer -> answer.isDone() ? granted(wanted, 0, answer.zxid(), with) : grant(wanted));
  }

  private List<Op> granting(Wanted wanted, History with, List<Op> removal) {
    Ground ground = wanted.ground();
    List<Op> ops = new ArrayList<>(4);
    ops.add(base.unchanged(with));
    ops.addAll(removal);
    ops.add(
        ground.wire().create(layout.path(wanted.key()), wanted.data(with), CreateMode.CONTAINER));
    ops.add(ground.wire().create(wanted.child(), NOTHING, ground.mode()));
    return ops;
  }

  /** What stands after a grant was refused may be what an earlier sending of it made. */
  private Outcome after(Wanted wanted, Wire.Node node) {
    Entry standing = reader.entry(wanted.key(), node);
    if (!standing.term().equals(wanted.term())) {
      wanted.ground().gone(wanted.child());
      return new Outcome.Refused(Optional.of(standing));
    }
    return ledger.written(
        wanted.term(),
        standing(wanted, node.stat().getVersion(), standing.version(), standing.token()));
  }

  private CompletionStage<Outcome> granted(
      Wanted wanted, int dataVersion, long zxid, History with) {
    return CompletableFuture.completedFuture(
        ledger.written(
            wanted.term(), standing(wanted, dataVersion, zxid, with.tokenBase() + zxid)));
  }

  private static Standing standing(Wanted wanted, int dataVersion, long version, long token) {
    return new Standing(wanted.key(), wanted.ground(), wanted.child(), dataVersion, version, token);
  }

  CompletionStage<Outcome> regrant(
      Key key, UUID from, long version, UUID term, byte[] body, Session session) {
    Optional<Standing> known = ledger.of(key, from, version);
    if (known.isPresent()) {
      return regrant(known.get(), from, term, body, session);
    }
    return reader
        .find(key)
        .thenCompose(
            found -> {
              if (found.isPresent() && found.get().isOf(term)) {
                return CompletableFuture.completedFuture(
                    ledger.written(term, found.get().standing()));
              }
              Optional<Entry> entry = found.map(Reader.Found::entry);
              return found
                  .filter(it -> it.isOf(from) && it.entry().version() == version)
                  .map(it -> regrant(it.standing(), from, term, body, session))
                  .orElseGet(() -> CompletableFuture.completedFuture(new Outcome.Refused(entry)));
            });
  }

  /** On the same session the child stays: whoever waits elsewhere hears of nothing. */
  private CompletionStage<Outcome> regrant(
      Standing standing, UUID from, UUID term, byte[] body, Session session) {
    if (isOn(standing.ground(), session)) {
      return regrant(
          standing,
          from,
          new Wanted(standing.key(), term, body, standing.ground(), standing.child()));
    }
    String child = child(standing.key(), term);
    return ground(session, child)
        .thenCompose(
            ground ->
                regrant(standing, from, new Wanted(standing.key(), term, body, ground, child)));
  }

  private CompletionStage<Outcome> regrant(Standing standing, UUID from, Wanted wanted) {
    History with = base.known();
    Wire wire = wanted.ground().wire();
    String path = layout.path(standing.key());
    return wire.multi(handingOver(standing, wanted, with))
        .thenCompose(
            answer -> {
              if (answer.isDone()) {
                ended(from, standing, wanted.child());
                return granted(wanted, standing.dataVersion() + 1, answer.zxid(), with);
              }
              return answer.failedAt() == 0
                  ? base.changed(with).thenCompose(read -> regrant(standing, from, wanted))
                  : wire.read(path).thenApply(node -> afterHandOver(node, wanted));
            });
  }

  private List<Op> handingOver(Standing standing, Wanted wanted, History with) {
    Ground ground = wanted.ground();
    List<Op> ops = new ArrayList<>(4);
    ops.add(base.unchanged(with));
    if (wanted.child().equals(standing.child())) {
      ops.add(Op.check(standing.child(), -1));
    } else {
      ops.add(Op.delete(standing.child(), -1));
      ops.add(ground.wire().create(wanted.child(), NOTHING, ground.mode()));
    }
    ops.add(Op.setData(layout.path(standing.key()), wanted.data(with), standing.dataVersion()));
    return ops;
  }

  private Outcome afterHandOver(Optional<Wire.Node> node, Wanted wanted) {
    if (node.isPresent() && !node.get().isEmpty()) {
      return after(wanted, node.get());
    }
    wanted.ground().gone(wanted.child());
    return new Outcome.Refused(Optional.empty());
  }

  private void ended(UUID term, Standing standing, String childNow) {
    ledger.ended(standing.key(), term);
    if (!childNow.equals(standing.child())) {
      standing.ground().gone(standing.child());
    }
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
}

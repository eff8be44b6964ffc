package dev.lockstep.zookeeper;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.spi.History;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/**
 * The record of the history: its id, and what is added to ZooKeeper's transaction numbers to make
 * tokens of them (F4). It has one child, which is named after both, so that the name is never given
 * twice: each granting transaction checks that this child stands. So none is ever made with a base
 * that was raised, or of a history that is gone. Thread-safe.
 */
final class TokenBase {
  private final Wire wire;
  private final Layout layout;
  private final String endpoint;
  private final LongSupplier wallMillis;
  private volatile History known = new History("", 0);

  TokenBase(Wire wire, Layout layout, String endpoint, LongSupplier wallMillis) {
    this.wire = wire;
    this.layout = layout;
    this.endpoint = endpoint;
    this.wallMillis = wallMillis;
  }

  /** As last read: for the next transaction. */
  History known() {
    return known;
  }

  /** Whether the record is still as it was read. */
  Op unchanged(History as) {
    return Op.check(witness(as), -1);
  }

  private String witness(History as) {
    return layout.history() + "/" + as.id() + "_" + as.tokenBase();
  }

  /** Reads it, and makes it if there is none. */
  CompletionStage<History> read() {
    return wire.readNow(layout.history())
        .thenCompose(
            node -> {
              if (node.isEmpty()) {
                return place();
              }
              if (node.get().isEmpty()) {
                return made(node.get().stat());
              }
              History read = History.decode(layout.history(), endpoint, node.get().data());
              known = read;
              return CompletableFuture.completedFuture(read);
            });
  }

  /**
   * Reads it after a transaction that found it changed. Where it says the same as before, somebody
   * wrote to it by hand, and no transaction will ever be made again.
   */
  CompletionStage<History> changed(History before) {
    return read()
        .thenApply(
            now -> {
              if (now.equals(before)) {
                throw new BackendRefusedException(
                    "the child of the node "
                        + layout.history()
                        + " at "
                        + endpoint
                        + " has another name than that node says; use a namespace that nobody else"
                        + " writes to",
                    layout.history(),
                    endpoint,
                    null);
              }
              return now;
            });
  }

  /** Raises it to at least that. */
  CompletionStage<History> raise(long atLeast) {
    return read()
        .thenCompose(
            now ->
                now.tokenBase() >= atLeast
                    ? CompletableFuture.completedFuture(now)
                    : raise(now, new History(now.id(), atLeast)));
  }

  private CompletionStage<History> raise(History now, History raised) {
    return wire.multi(
            List.of(
                Op.delete(witness(now), -1),
                wire.create(witness(raised), new byte[0], CreateMode.PERSISTENT),
                Op.setData(layout.history(), raised.encode(), -1)))
        .thenCompose(answer -> answer.isDone() ? read() : changed(now))
        .thenCompose(read -> raise(raised.tokenBase()));
  }

  /** Whoever comes first makes the place, whoever comes first then fills it. */
  private CompletionStage<History> place() {
    return standing(layout.root())
        .thenCompose(made -> wire.make(layout.history(), CreateMode.PERSISTENT))
        .thenCompose(made -> read());
  }

  private CompletionStage<Wire.Made> standing(String path) {
    return wire.make(path, CreateMode.PERSISTENT)
        .thenCompose(
            made -> {
              if (!made.lacksParent()) {
                return CompletableFuture.completedFuture(made);
              }
              int above = path.lastIndexOf('/');
              return above == 0
                  ? CompletableFuture.failedFuture(
                      KeeperException.create(Code.NONODE, "the chroot"))
                  : standing(path.substring(0, above)).thenCompose(there -> standing(path));
            });
  }

  /**
   * The base is such that tokens follow the clock: above all that a lost history can have issued,
   * below all that a later one will.
   */
  private CompletionStage<History> made(Stat empty) {
    long base = Math.max(1, wallMillis.getAsLong() * 1000 - empty.getMzxid());
    History first = new History(UUID.randomUUID().toString(), base);
    return wire.multi(
            List.of(
                Op.setData(layout.history(), first.encode(), empty.getVersion()),
                wire.create(witness(first), new byte[0], CreateMode.PERSISTENT)))
        .thenCompose(either -> read());
  }
}

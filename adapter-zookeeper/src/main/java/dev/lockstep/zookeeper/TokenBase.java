package dev.lockstep.zookeeper;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.spi.History;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

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
  private volatile Known known = new Known("", 0);

  TokenBase(Wire wire, Layout layout, String endpoint, LongSupplier wallMillis) {
    this.wire = wire;
    this.layout = layout;
    this.endpoint = endpoint;
    this.wallMillis = wallMillis;
  }

  /**
   * What was read.
   *
   * @param id of the history
   * @param base every token is greater
   */
  record Known(String id, long base) {
    History history() {
      return new History(id, base);
    }

    private String name() {
      return id + "_" + base;
    }

    private byte[] text() {
      return ("1 " + id + " " + base).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** As last read: for the next transaction. */
  Known known() {
    return known;
  }

  /** Whether the record is still as it was read. */
  Op unchanged(Known as) {
    return Op.check(witness(as), -1);
  }

  private String witness(Known as) {
    return layout.history() + "/" + as.name();
  }

  /** Reads it, and makes it if there is none. */
  CompletionStage<Known> read() {
    return wire.readNow(layout.history())
        .thenCompose(
            node -> {
              if (node.isEmpty()) {
                return place();
              }
              if (node.get().isEmpty()) {
                return made(node.get().stat());
              }
              Known read = parse(node.get().data());
              known = read;
              return CompletableFuture.completedFuture(read);
            });
  }

  /** Raises it to at least that. */
  CompletionStage<Known> raise(long atLeast) {
    return read()
        .thenCompose(
            now -> {
              if (now.base() >= atLeast) {
                return CompletableFuture.completedFuture(now);
              }
              Known raised = new Known(now.id(), atLeast);
              return wire.multi(
                      List.of(
                          Op.delete(witness(now), -1),
                          wire.create(witness(raised), new byte[0], CreateMode.PERSISTENT),
                          Op.setData(layout.history(), raised.text(), -1)))
                  .thenCompose(either -> raise(atLeast));
            });
  }

  /** Whoever comes first makes the place, whoever comes first then fills it. */
  private CompletionStage<Known> place() {
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
  private CompletionStage<Known> made(Stat empty) {
    long base = Math.max(1, wallMillis.getAsLong() * 1000 - empty.getMzxid());
    Known first = new Known(UUID.randomUUID().toString(), base);
    return wire.multi(
            List.of(
                Op.setData(layout.history(), first.text(), empty.getVersion()),
                wire.create(witness(first), new byte[0], CreateMode.PERSISTENT)))
        .thenCompose(either -> read());
  }

  private Known parse(byte[] data) {
    String[] words = new String(data, StandardCharsets.UTF_8).split(" ", -1);
    try {
      if (words.length >= 3 && words[0].equals("1")) {
        return new Known(words[1], Long.parseLong(words[2]));
      }
    } catch (NumberFormatException foreign) {
      throw unknown(foreign);
    }
    throw unknown(null);
  }

  private BackendRefusedException unknown(@Nullable Throwable cause) {
    return new BackendRefusedException(
        "the node "
            + layout.history()
            + " at "
            + endpoint
            + " is not in a format that this release reads; use one major version of Lockstep"
            + " everywhere, and a namespace that nobody else writes to",
        layout.history(),
        endpoint,
        cause);
  }
}

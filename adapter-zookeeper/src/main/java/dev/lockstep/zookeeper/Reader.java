package dev.lockstep.zookeeper;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.CreateMode;

/** Reads single records, decisively, and what they say. Thread-safe. */
final class Reader {
  private final Wire wire;
  private final Layout layout;
  private final String endpoint;

  Reader(Wire wire, Layout layout, String endpoint) {
    this.wire = wire;
    this.layout = layout;
    this.endpoint = endpoint;
  }

  CompletionStage<Optional<Entry>> get(Key key) {
    return wire.readNow(layout.path(key)).thenApply(node -> entry(key, node));
  }

  /** A record that this store did not write, or not last. */
  record Found(Entry entry, Standing standing) {
    boolean isOf(UUID term) {
      return entry.term().equals(term);
    }
  }

  CompletionStage<Optional<Found>> find(Key key) {
    String path = layout.path(key);
    CompletionStage<Optional<Wire.Node>> node = wire.readNow(path);
    return node.thenCombine(wire.children(path), (there, children) -> found(key, there, children));
  }

  private Optional<Found> found(
      Key key, Optional<Wire.Node> node, Optional<List<String>> children) {
    Optional<String> child = children.stream().flatMap(List::stream).findFirst();
    if (node.isEmpty() || node.get().isEmpty() || child.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = entry(key, node.get());
    Standing standing =
        new Standing(
            key,
            new Foreign(wire),
            layout.path(key) + "/" + child.get(),
            node.get().stat().getVersion(),
            entry.version(),
            entry.token());
    return Optional.of(new Found(entry, standing));
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

  Entry entry(Key key, Wire.Node node) {
    Envelope envelope = Envelope.decode(key.path(), endpoint, node.data());
    long version = node.stat().getMzxid();
    return new Entry(
        key, envelope.term(), envelope.body(), version, envelope.token(version), Optional.empty());
  }
}

package dev.lockstep.memory;

import dev.lockstep.port.PortBench;
import dev.lockstep.spi.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server in virtual time, and nodes on it. */
final class VirtualBench implements PortBench {
  final VirtualTime time = new VirtualTime();
  final MemoryServer server;
  private final List<LeaseStore> stores = new ArrayList<>();

  private final boolean byNodes;

  VirtualBench(MemoryProfile profile) {
    this(profile, false);
  }

  /** A bench whose connections are those of nodes that could fail, and do not. */
  VirtualBench(MemoryProfile profile, boolean byNodes) {
    this.byNodes = byNodes;
    this.server = new MemoryServer("test", profile, time);
  }

  FaultyNode node() {
    return node("here");
  }

  private FaultyNode node(String namespace) {
    FaultyNode node =
        new FaultyNode(new MemoryStore(server, namespace, time, () -> {}), time, Link.sound());
    stores.add(node.store());
    return node;
  }

  @Override
  public LeaseStore connect(String namespace) {
    if (byNodes) {
      return node(namespace).store();
    }
    LeaseStore store = new MemoryStore(server, namespace, time, () -> {});
    stores.add(store);
    return store;
  }

  @Override
  public void pass(Duration passed) {
    time.advance(passed);
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  @Override
  public Duration ttl() {
    return Duration.ofSeconds(3);
  }

  @Override
  public void close() {
    stores.forEach(LeaseStore::close);
  }
}

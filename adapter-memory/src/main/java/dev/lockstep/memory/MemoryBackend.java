package dev.lockstep.memory;

import dev.lockstep.Atomic;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.util.Optional;

/**
 * A backend in memory, to be connected to: one of the servers that all kits of this JVM share by
 * name, or a server of one's own. Immutable and thread-safe.
 */
public final class MemoryBackend {
  private static final MemoryServers SHARED = new MemoryServers(Ticker.system());

  private final Connector connector;

  private MemoryBackend(Connector connector) {
    this.connector = connector;
  }

  /**
   * The server of that name, as {@code memory:name} means it: in real time, alive from the first
   * connection until the last is closed.
   */
  public static MemoryBackend named(String name) {
    return named(name, MemoryProfile.likeRedis());
  }

  /** The server of that name, under that law, which has to be the same for all who connect. */
  public static MemoryBackend named(String name, MemoryProfile profile) {
    return new MemoryBackend(
        (namespace, scheduler) -> SHARED.connect(name, profile, namespace, scheduler));
  }

  /** A server of one's own, in the time that it was made with. */
  public static MemoryBackend on(MemoryServer server) {
    return new MemoryBackend(
        (namespace, scheduler) -> new MemoryStore(server, namespace, scheduler, () -> {}));
  }

  /**
   * The server of that name, if anybody is connected to it: the place for an operator's commands.
   */
  public static Optional<MemoryServer> server(String name) {
    return SHARED.server(name);
  }

  /** How many kits are connected to the server of that name now (C1). */
  public static int connections(String name) {
    return SHARED.connections(name);
  }

  /**
   * The node that a kit in memory runs on: the place for its faults. Empty for a kit of another
   * backend.
   */
  public static Optional<FaultyNode> node(Atomic kit) {
    return kit.unwrap(FaultyNode.class);
  }

  /**
   * Connects a node, without faults until they are commanded. An engine needs its {@link
   * FaultyNode#store()} and its {@link FaultyNode#scheduler()}.
   *
   * @param namespace separates applications (K2)
   * @param scheduler the timers: of the node, of its link, and of hints from the server
   * @throws dev.lockstep.InvalidOptionException if the server is there, and follows another law
   */
  public FaultyNode connect(String namespace, Scheduler scheduler) {
    return connect(namespace, scheduler, Link.sound());
  }

  /** The same over that link. */
  public FaultyNode connect(String namespace, Scheduler scheduler, Link link) {
    return new FaultyNode(connector.connect(namespace, scheduler), scheduler, link);
  }

  /**
   * Connects a node and puts the engine on it; {@link #node(Atomic)} finds the node again. The
   * timers of hints and links are those of the configuration.
   *
   * @throws dev.lockstep.BackendUnavailableException if the server is down (X1)
   */
  public Atomic open(AtomicConfig config) {
    MemoryStore store = connector.connect(config.namespace(), config.scheduler());
    store.requireAnswer();
    FaultyNode node = new FaultyNode(store, config.scheduler(), Link.sound());
    return LeaseEngine.atomic(node.store(), new NodeConfig(config, node.scheduler()));
  }

  /** Where a connection comes from. */
  @FunctionalInterface
  private interface Connector {
    MemoryStore connect(String namespace, Scheduler scheduler);
  }
}

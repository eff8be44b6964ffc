package dev.lockstep.conformance.harness;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.Evidence;
import dev.lockstep.conformance.NodeDesk;
import dev.lockstep.conformance.NodeHost;
import dev.lockstep.conformance.NodeSetup;
import dev.lockstep.conformance.Wire;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.memory.FaultyNode;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.memory.MemoryServer;
import java.time.Duration;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A server in memory; its nodes are kits that crash and freeze on command. */
public final class MemoryUnderTest implements BackendUnderTest {
  private final String name;
  private final String server;
  private final String url;

  /** Keeps the server, which lives as long as somebody is connected. */
  private final Kit anchor;

  private final ReentrantLock lock = new ReentrantLock();

  /** Keeps a server that is down. */
  private @Nullable Kit nobody;

  /**
   * A server of its own.
   *
   * @param settings the end of its URL, from the question mark on; empty for none
   */
  MemoryUnderTest(String settings) {
    this("memory", "memory:", "conformance-", settings);
  }

  /**
   * The same, reached by another provider.
   *
   * @param scheme that of the provider, which takes the path for the name of the server
   * @param path how that name begins
   * @param name how results call it
   */
  public MemoryUnderTest(String name, String scheme, String path) {
    this(name, scheme, path, "");
  }

  private MemoryUnderTest(String name, String scheme, String path, String settings) {
    this.name = name;
    this.server = path + UUID.randomUUID();
    this.url = scheme + server + settings;
    this.anchor = Lockstep.connect(url);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Evidence evidence(String namespace) {
    return Evidence.MODEL;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public Wire wire() {
    return new Link(url);
  }

  @Override
  public NodeHost node(NodeSetup setup) {
    KitOptions options =
        KitOptions.of(setup.url())
            .namespace(setup.namespace())
            .nodeKey(setup.nodeKey())
            .operationTimeout(setup.operationTimeout());
    return new KitNode(Lockstep.connect(options));
  }

  @Override
  public boolean deleteLock(String namespace, String lock) {
    return server().delete(namespace, KeyCodec.mutex(lock));
  }

  @Override
  public String unreachableUrl() {
    String silent = server + "-down";
    lock.lock();
    try {
      if (nobody == null) {
        nobody = Lockstep.connect("memory:" + silent);
        MemoryBackend.server(silent).orElseThrow().down();
      }
    } finally {
      lock.unlock();
    }
    return "memory:" + silent;
  }

  @Override
  public SortedSet<String> traces(String namespace) {
    SortedSet<String> traces = BackendUnderTest.super.traces(namespace);
    if (server().watches() > 0) {
      traces.add(server().watches() + " watches");
    }
    return traces;
  }

  @Override
  public Set<String> namespaces() {
    return server().namespaces();
  }

  @Override
  public int connections() {
    return MemoryBackend.connections(server);
  }

  @Override
  public void flush(String namespace) {
    server().reset();
  }

  @Override
  public void stop() {
    server().down();
  }

  @Override
  public void start() {
    server().up();
  }

  @Override
  public void close() {
    anchor.close();
    if (nobody != null) {
      nobody.close();
    }
  }

  private MemoryServer server() {
    return MemoryBackend.server(server).orElseThrow();
  }

  private static FaultyNode faultyNode(Kit kit) {
    return MemoryBackend.node(kit).orElseThrow();
  }

  /** The link that every kit in memory has. */
  private static final class Link implements Wire {
    private final String url;
    private @Nullable FaultyNode node;

    Link(String url) {
      this.url = url;
    }

    @Override
    public String url() {
      return url;
    }

    @Override
    public void connected(Kit kit) {
      node = faultyNode(kit);
    }

    @Override
    public void cut() {
      node().disconnect(Duration.ofMillis(1));
    }

    @Override
    public void blackHole() {
      node().disconnect();
    }

    @Override
    public void delayRequests(Duration by) {
      node().link().delayRequests(by);
    }

    @Override
    public void delayReplies(Duration by) {
      node().link().delayReplies(by);
    }

    @Override
    public void loseNextReply() {
      node().link().loseNextReply();
    }

    @Override
    public void loseHints() {
      node().link().dropHints();
    }

    @Override
    public void heal() {
      node().link().delayRequests(Duration.ZERO);
      node().link().delayReplies(Duration.ZERO);
      node().link().soundHints();
      node().reconnect();
    }

    @Override
    public void close() {}

    private FaultyNode node() {
      if (node == null) {
        throw new IllegalStateException("no kit is connected by this wire");
      }
      return node;
    }
  }

  /** A kit as a node. */
  private record KitNode(Kit kit, NodeDesk desk) implements NodeHost {
    KitNode(Kit kit) {
      this(kit, new NodeDesk(kit));
    }

    @Override
    public String ask(String line, Duration bound) {
      return desk.answer(line);
    }

    @Override
    public void kill() {
      faultyNode(kit).crash();
    }

    @Override
    public void freeze() {
      faultyNode(kit).freeze();
    }

    @Override
    public void thaw() {
      faultyNode(kit).thaw();
    }

    @Override
    public void close() {
      kit.close();
    }
  }
}

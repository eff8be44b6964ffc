package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Traits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What one test works with: kits, nodes and faults, in a random namespace of its own (S4). Closes
 * all of it. Thread-safe.
 */
final class Bench implements AutoCloseable {
  private static final Duration OPERATION = Duration.ofSeconds(2);

  private final Supplier<BackendUnderTest> another;
  private final UnaryOperator<Kit> connected;
  private final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 13);
  private final Requests requests = new Requests();
  private final AtomicLong nodeCalls = new AtomicLong();
  private final AtomicInteger names = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "suite-" + namespace);
            thread.setDaemon(true);
            return thread;
          });
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final BackendUnderTest shared;
  private BackendUnderTest backend;

  /**
   * A bench at that backend.
   *
   * @param another starts one more
   * @param connected what becomes of each kit
   */
  Bench(
      BackendUnderTest backend, Supplier<BackendUnderTest> another, UnaryOperator<Kit> connected) {
    this.shared = backend;
    this.backend = backend;
    this.another = another;
    this.connected = connected;
  }

  /** From now on kits and nodes are at a backend of this test's own, which may be stopped. */
  BackendUnderTest alone() {
    backend = keep(another.get());
    return backend;
  }

  /** The same, where kits log in with these, as far as this kind of backend knows who logs in. */
  BackendUnderTest guarded(String user, String password) {
    backend = keep(backend.secured(user, password).orElseGet(another));
    return backend;
  }

  /** The records of a namespace, below the engine. */
  StoredRecords stored(String in) {
    return keep(StoredRecords.at(backend.url(), in));
  }

  /** Deletes everything, as an operator does. */
  void flush() {
    backend.flush(namespace);
  }

  /** What a verdict of this test rests on. */
  Evidence evidence() {
    Evidence alone = backend.evidence(namespace);
    return backend == shared ? alone : alone.and(shared.evidence(namespace));
  }

  /** The backend. */
  BackendUnderTest backend() {
    return backend;
  }

  Kit kit() {
    return kit(options -> options);
  }

  Kit kit(UnaryOperator<KitOptions> how) {
    return open(backend.url(), how);
  }

  /** A kit whose URL says this as well; what is in the URL gives way to what is set by code. */
  Kit connect(String setting, String value, UnaryOperator<KitOptions> how) {
    String url = backend.url();
    String more = url + (url.contains("?") ? "&" : "?") + setting + "=" + value;
    KitOptions options = how.apply(KitOptions.of(more).observer(requests));
    return keep(connected.apply(Lockstep.connect(options)));
  }

  /** A way for one kit that can be made bad. */
  Wire wire() {
    return keep(backend.wire());
  }

  Kit kit(Wire wire) {
    return kit(wire, options -> options);
  }

  Kit kit(Wire wire, UnaryOperator<KitOptions> how) {
    Kit kit = open(wire.url(), how);
    wire.connected(kit);
    return kit;
  }

  /** A kit with these clocks. */
  Kit kit(SteppedClock clock) {
    return open(backend.url(), clock);
  }

  Kit kit(Wire wire, SteppedClock clock) {
    Kit kit = open(wire.url(), clock);
    wire.connected(kit);
    return kit;
  }

  Node node() {
    return node(backend.url());
  }

  /** A node whose leases have that TTL if they are not given their own, numbers among them. */
  Node node(Duration ttl) {
    String url = backend.url();
    return node(url + (url.contains("?") ? "&" : "?") + "lock-ttl=" + ttl.toMillis() + "ms");
  }

  private Node node(String url) {
    String nodeKey = "node-" + names.incrementAndGet();
    NodeHost host = keep(backend.node(new NodeSetup(url, namespace, nodeKey, OPERATION)));
    return new Node(host, nodeCalls, threads);
  }

  /** What the backend grants. */
  Traits traits() {
    return kit().traits();
  }

  /** The namespace of everything here. */
  String namespace() {
    return namespace;
  }

  /** What the kits here ask. */
  Requests requests() {
    return requests;
  }

  /** Threads of this test. */
  ExecutorService threads() {
    return threads;
  }

  /** Questions of kits and nodes to the backend so far, at least. */
  long operations() {
    return requests.asked() + nodeCalls.get();
  }

  /** Closes this at the end. */
  <T extends AutoCloseable> T keep(T thing) {
    lock.lock();
    try {
      open.push(thing);
    } finally {
      lock.unlock();
    }
    return thing;
  }

  @Override
  public void close() throws Exception {
    threads.shutdownNow();
    Exception first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failed) {
        first = first == null ? failed : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private Kit open(String url, SteppedClock clock) {
    String nodeKey = "kit-" + names.incrementAndGet();
    Kit kit = keep(ClockedConfig.of(url, namespace, nodeKey, clock, requests)).open();
    return keep(connected.apply(kit));
  }

  private Kit open(String url, UnaryOperator<KitOptions> how) {
    String nodeKey = "kit-" + names.incrementAndGet();
    KitOptions options =
        KitOptions.of(url)
            .namespace(namespace)
            .nodeKey(nodeKey)
            .operationTimeout(OPERATION)
            .observer(requests);
    return keep(connected.apply(Lockstep.connect(how.apply(options))));
  }
}

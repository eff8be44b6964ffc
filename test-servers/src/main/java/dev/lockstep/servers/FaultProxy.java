package dev.lockstep.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that stands before one server, for one client, and makes the network as
 * bad as a test wants it. Everything may be changed at any time from any thread; nothing blocks.
 *
 * <p>It does not understand what it carries. A connection to a server that is down is accepted and
 * then reset.
 */
public final class FaultProxy implements AutoCloseable {
  final ReentrantLock lock = new ReentrantLock();

  /** Signalled whenever a rule, a queue or a connection's state changes. */
  final Condition changed = lock.newCondition();

  private final InetSocketAddress server;
  private final int port;
  private final Map<Direction, LaneRule> rules = new EnumMap<>(Direction.class);
  private final Map<Direction, LaneCount> counts = new EnumMap<>(Direction.class);
  private final Set<ProxyConnection> connections = new HashSet<>();
  private final ProxyThreads threads;
  private final ProxyDoor door;
  private volatile Supplier<Consumer<byte[]>> ears = () -> bytes -> {};
  private long accepted;
  private @Nullable LostReply armed;
  private boolean closed;

  private FaultProxy(InetSocketAddress server, int port) {
    this.server = server;
    this.port = port;
    this.threads = new ProxyThreads("lockstep-proxy-" + port + "-");
    this.door = new ProxyDoor(port, threads, this::enter);
    for (Direction direction : Direction.values()) {
      rules.put(direction, LaneRule.PASS);
      counts.put(direction, new LaneCount());
    }
  }

  /** A proxy before a server, on a port of its own, that lets everything pass. */
  public static FaultProxy before(RealServer server) {
    return before(server.endpoint());
  }

  /** A proxy before an address, on a port of its own, that lets everything pass. */
  public static FaultProxy before(InetSocketAddress server) {
    IOException last = null;
    for (int attempt = 0; attempt < 10; attempt++) {
      List<Integer> ports = List.of();
      try {
        ports = FreePorts.take(1);
        FaultProxy proxy = new FaultProxy(server, ports.get(0));
        proxy.door.open();
        return proxy;
      } catch (IOException e) {
        FreePorts.release(ports);
        last = e;
      }
    }
    throw new ServerFailed("A proxy before " + server + " found no port", last);
  }

  /** The address clients connect to instead of the server's. */
  public InetSocketAddress endpoint() {
    return Site.loopback(port);
  }

  /** The host of {@link #endpoint()}. */
  public String host() {
    return Site.HOST;
  }

  /** The port of {@link #endpoint()}. */
  public int port() {
    return port;
  }

  /** The server's URL with this proxy in the server's place. */
  public String url(String serverUrl) {
    URI uri = URI.create(serverUrl);
    String account = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
    String before = uri.getScheme() + "://" + account + uri.getHost() + ":" + uri.getPort();
    if (uri.getPort() < 0 || !serverUrl.startsWith(before)) {
      throw new IllegalArgumentException("The URL names no single host with a port");
    }
    return uri.getScheme()
        + "://"
        + account
        + Site.HOST
        + ":"
        + port
        + serverUrl.substring(before.length());
  }

  /** Delivers again at once; a connection whose bytes were dropped is reset, for it has a gap. */
  public void pass(Direction direction) {
    change(direction, LaneRule.PASS);
  }

  /**
   * Keeps everything that comes from now on, the ends of connections too, and delivers it later.
   */
  public void hold(Direction direction) {
    change(direction, LaneRule.HOLD);
  }

  /**
   * Swallows everything from now on, the ends of connections too, while both sides stay connected.
   */
  public void drop(Direction direction) {
    change(direction, LaneRule.DROP);
  }

  /** Delivers everything this much later than it came, in order. */
  public void delay(Direction direction, Duration by) {
    change(direction, LaneRule.delayed(by));
  }

  /** Drops both directions; new connections are still accepted, and as silent. */
  public void blackHole() {
    drop(Direction.TO_SERVER);
    drop(Direction.TO_CLIENT);
  }

  /** Closes the present connections as a peer does that is done (FIN). */
  public void cut() {
    present().forEach(ProxyConnection::cut);
  }

  /** Breaks the present connections (RST). */
  public void reset() {
    present().forEach(ProxyConnection::reset);
  }

  /** Refuses new connections as a closed port does; the present ones stay. */
  public void refuse() {
    door.shut();
  }

  /** Accepts new connections again, on the same port. */
  public void accept() {
    door.reopen();
  }

  /**
   * Carries out the next request but loses its reply: the request is forwarded, the server's answer
   * awaited and swallowed, and the client's connection reset. Done when that has happened;
   * exceptionally if the connection ended before the server answered, or if {@link #heal} or {@link
   * #close} came first.
   */
  public CompletionStage<Void> loseNextReply() {
    return loseNextReply("");
  }

  /**
   * The same for the next request that carries this text in one piece, such as a command's name.
   */
  public CompletionStage<Void> loseNextReply(String marker) {
    LostReply next = new LostReply(marker);
    LostReply previous;
    lock.lock();
    try {
      previous = armed;
      armed = next;
    } finally {
      lock.unlock();
    }
    if (previous != null) {
      previous.failed(new CancellationException("another reply is to be lost instead"));
    }
    return next.outcome();
  }

  /** Restores everything: both directions pass, connections are accepted, no reply is lost. */
  public void heal() {
    disarm();
    pass(Direction.TO_SERVER);
    pass(Direction.TO_CLIENT);
    accept();
  }

  /** What was seen so far. */
  public Traffic traffic() {
    lock.lock();
    try {
      LaneCount requests = count(Direction.TO_SERVER);
      LaneCount replies = count(Direction.TO_CLIENT);
      return new Traffic(accepted, requests.chunks, requests.bytes, replies.chunks, replies.bytes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shows what clients send, as it comes and before it is delivered, to an ear of its own for each
   * connection that is accepted from now on. Each ear is called by one thread, and must not block.
   */
  public void listen(Supplier<Consumer<byte[]>> ears) {
    this.ears = ears;
  }

  Consumer<byte[]> ear() {
    return ears.get();
  }

  /** How many connections are open now. */
  public int openConnections() {
    return present().size();
  }

  /** Resets the connections and returns when the proxy's threads have ended; idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    door.close();
    disarm();
    reset();
    threads.join();
    FreePorts.release(List.of(port));
  }

  LaneRule rule(Direction direction) {
    return Objects.requireNonNull(rules.get(direction));
  }

  LaneCount count(Direction direction) {
    return Objects.requireNonNull(counts.get(direction));
  }

  /** Takes the armed loss if this request is the one it waits for; called under the lock. */
  @Nullable LostReply takeLoss(byte[] request) {
    LostReply candidate = armed;
    if (candidate == null || !candidate.concerns(request)) {
      return null;
    }
    armed = null;
    return candidate;
  }

  void forget(ProxyConnection connection) {
    lock.lock();
    try {
      connections.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  /** Starts a thread that {@link #close} waits for. */
  void thread(String what, Runnable work) {
    threads.start(what, work);
  }

  private void enter(Socket client) {
    Socket upstream;
    try {
      upstream = Sockets.connect(server);
    } catch (IOException e) {
      Sockets.reset(client);
      return;
    }
    lock.lock();
    try {
      // A thread that waits in accept() is still given who comes while its port is being shut.
      if (closed || !door.isOpen()) {
        Sockets.reset(client);
        Sockets.reset(upstream);
        return;
      }
      accepted++;
      ProxyConnection connection = new ProxyConnection(this, client, upstream);
      connections.add(connection);
      connection.start();
    } finally {
      lock.unlock();
    }
  }

  private List<ProxyConnection> present() {
    lock.lock();
    try {
      return new ArrayList<>(connections);
    } finally {
      lock.unlock();
    }
  }

  private void change(Direction direction, LaneRule rule) {
    lock.lock();
    try {
      rules.put(direction, rule);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (rule.mode() != LaneRule.Mode.DROP) {
      present().forEach(connection -> connection.resetIfGap(direction));
    }
  }

  private void disarm() {
    LostReply waiting;
    lock.lock();
    try {
      waiting = armed;
      armed = null;
    } finally {
      lock.unlock();
    }
    if (waiting != null) {
      waiting.failed(new CancellationException("no request came before the proxy was healed"));
    }
  }
}

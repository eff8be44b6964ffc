package dev.lockstep.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: a thread that reads what comes and a thread that delivers it as
 * the rule of the direction says. State is guarded by the proxy's lock.
 */
final class Lane {
  /** When a server has said nothing for this long it has answered all it was asked. */
  private static final long QUIET_NANOS = Duration.ofMillis(30).toNanos();

  /** Until somebody signals a change. */
  private static final long FOREVER_NANOS = Duration.ofDays(1).toNanos();

  private final FaultProxy proxy;
  private final ProxyConnection connection;
  private final Direction direction;
  private final Socket from;
  private final Socket to;
  private final Queue<Piece> queue = new ArrayDeque<>();
  private boolean gap;
  private boolean finished;
  private boolean swallowedAny;
  private long lastSwallowed;

  Lane(FaultProxy proxy, ProxyConnection connection, Direction direction, Socket from, Socket to) {
    this.proxy = proxy;
    this.connection = connection;
    this.direction = direction;
    this.from = from;
    this.to = to;
  }

  void start() {
    String name = direction == Direction.TO_SERVER ? "to-server" : "to-client";
    proxy.thread(name + "-in", this::read);
    proxy.thread(name + "-out", this::deliver);
  }

  boolean hasGap() {
    return gap;
  }

  boolean isFinished() {
    return finished;
  }

  private void read() {
    Piece.Kind end = Piece.Kind.END;
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[65_536];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        Piece piece = Piece.copyOf(buffer, length);
        if (direction == Direction.TO_SERVER) {
          connection.heard(piece.bytes);
        }
        enqueue(piece);
      }
    } catch (IOException e) {
      end = Piece.Kind.BREAK;
    }
    enqueue(Piece.of(end));
  }

  private void enqueue(Piece piece) {
    proxy.lock.lock();
    try {
      if (piece.kind == Piece.Kind.BYTES) {
        proxy.count(direction).add(piece.bytes.length);
      }
      queue.add(piece);
      proxy.changed.signalAll();
    } finally {
      proxy.lock.unlock();
    }
  }

  private void deliver() {
    try {
      for (Piece piece = next(); piece != null; piece = next()) {
        switch (piece.kind) {
          case BYTES -> to.getOutputStream().write(piece.bytes);
          case BREAK -> connection.reset();
          case LOST -> connection.completeLoss();
          case END -> {
            to.shutdownOutput();
            finish();
            return;
          }
        }
      }
    } catch (IOException e) {
      connection.reset();
    } catch (InterruptedException e) {
      // Nobody interrupts these threads but a JVM on its way out.
      connection.reset();
    }
  }

  private void finish() {
    proxy.lock.lock();
    try {
      finished = true;
    } finally {
      proxy.lock.unlock();
    }
    connection.laneFinished();
  }

  /** The next piece that may go, null when the connection is over. */
  private @Nullable Piece next() throws InterruptedException {
    proxy.lock.lock();
    try {
      while (!connection.hasEnded()) {
        Piece piece = isForLostReply() ? swallowed() : due();
        if (piece != null) {
          return piece;
        }
        proxy.changed.awaitNanos(nanosToNextLook());
      }
      return null;
    } finally {
      proxy.lock.unlock();
    }
  }

  private long nanosToNextLook() {
    Piece head = queue.peek();
    if (isForLostReply()) {
      return swallowedAny ? lastSwallowed + QUIET_NANOS - System.nanoTime() : FOREVER_NANOS;
    }
    return head == null || isHeld() ? FOREVER_NANOS : nanosEarly(head);
  }

  private boolean isHeld() {
    return proxy.rule(direction).mode() == LaneRule.Mode.HOLD;
  }

  private long nanosEarly(Piece piece) {
    return piece.arrival + proxy.rule(direction).delayNanos() - System.nanoTime();
  }

  /** Takes the head of the queue if its time has come, and drops what is to be dropped. */
  private @Nullable Piece due() {
    boolean dropping = proxy.rule(direction).mode() == LaneRule.Mode.DROP;
    while (true) {
      Piece head = queue.peek();
      if (head == null || isHeld() || nanosEarly(head) > 0) {
        return null;
      }
      queue.remove();
      if (!dropping) {
        if (direction == Direction.TO_SERVER && head.kind == Piece.Kind.BYTES) {
          connection.beginLoss(head.bytes);
        }
        return head;
      }
      gap = true;
    }
  }

  /** What the server said before it got the request to be lost still goes to the client. */
  private boolean isForLostReply() {
    Piece head = queue.peek();
    return direction == Direction.TO_CLIENT
        && connection.isLosing()
        && (head == null || head.arrival - connection.losingSince() >= 0);
  }

  /** Swallows what the server says; a piece once it has answered and fallen silent, or ended. */
  private @Nullable Piece swallowed() {
    Piece head = queue.poll();
    while (head != null && head.kind == Piece.Kind.BYTES) {
      swallowedAny = true;
      lastSwallowed = System.nanoTime();
      head = queue.poll();
    }
    boolean ended = head != null;
    if (swallowedAny && (ended || System.nanoTime() - lastSwallowed >= QUIET_NANOS)) {
      return Piece.of(Piece.Kind.LOST);
    }
    return ended ? Piece.of(Piece.Kind.BREAK) : null;
  }
}

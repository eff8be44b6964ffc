package dev.lockstep.servers;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's connection through a proxy: two sockets and a lane each way. */
final class ProxyConnection {
  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Lane toServer;
  private final Lane toClient;
  private final Consumer<byte[]> ear;
  private @Nullable LostReply losing;
  private long losingSince;
  private boolean ended;

  ProxyConnection(FaultProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.ear = proxy.ear();
    this.toServer = new Lane(proxy, this, Direction.TO_SERVER, client, server);
    this.toClient = new Lane(proxy, this, Direction.TO_CLIENT, server, client);
  }

  /** Called under the proxy's lock. */
  void start() {
    try {
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      // The client has gone already; its lane is about to find out.
    }
    toServer.start();
    toClient.start();
  }

  /** What the client sent; called without the lock. */
  void heard(byte[] bytes) {
    ear.accept(bytes);
  }

  void cut() {
    end(false);
  }

  void reset() {
    end(true);
  }

  void resetIfGap(Direction direction) {
    boolean gap;
    proxy.lock.lock();
    try {
      gap = (direction == Direction.TO_SERVER ? toServer : toClient).hasGap();
    } finally {
      proxy.lock.unlock();
    }
    if (gap) {
      reset();
    }
  }

  /** Called under the proxy's lock, as is all below. */
  boolean hasEnded() {
    return ended;
  }

  boolean isLosing() {
    return losing != null;
  }

  long losingSince() {
    return losingSince;
  }

  /** If this request is the one to lose, the client hears nothing more. */
  void beginLoss(byte[] request) {
    if (losing == null) {
      losing = proxy.takeLoss(request);
      losingSince = System.nanoTime();
      if (losing != null) {
        proxy.changed.signalAll();
      }
    }
  }

  /** The reply is in and swallowed; ends the connection. Called without the lock. */
  void completeLoss() {
    LostReply done;
    proxy.lock.lock();
    try {
      done = losing;
      losing = null;
    } finally {
      proxy.lock.unlock();
    }
    reset();
    if (done != null) {
      done.happened();
    }
  }

  /** Called without the lock when a lane has delivered the end of its stream. */
  void laneFinished() {
    boolean both;
    proxy.lock.lock();
    try {
      both = toServer.isFinished() && toClient.isFinished();
    } finally {
      proxy.lock.unlock();
    }
    if (both) {
      cut();
    }
  }

  private void end(boolean hard) {
    LostReply unanswered;
    proxy.lock.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      unanswered = losing;
      proxy.changed.signalAll();
    } finally {
      proxy.lock.unlock();
    }
    if (hard) {
      Sockets.reset(client);
      Sockets.reset(server);
    } else {
      Sockets.close(client);
      Sockets.close(server);
    }
    proxy.forget(this);
    if (unanswered != null) {
      unanswered.failed(new IOException("the connection ended before the server answered"));
    }
  }
}

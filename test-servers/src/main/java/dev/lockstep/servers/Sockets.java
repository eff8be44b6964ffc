package dev.lockstep.servers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ends of sockets and of the threads that read them. */
final class Sockets {
  private static final Duration CONNECT_BOUND = Duration.ofSeconds(5);

  private Sockets() {}

  static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()),
          (int) CONNECT_BOUND.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Closes with RST instead of FIN. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already; there is nothing left to break.
    }
    close(socket);
  }

  static void close(@Nullable Closeable socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // The descriptor is released all the same.
      }
    }
  }

  static void join(List<Thread> threads, Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    for (Thread thread : threads) {
      long left = Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
      try {
        thread.join(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (thread.isAlive()) {
        throw new IllegalStateException("the thread " + thread.getName() + " does not end");
      }
    }
  }
}

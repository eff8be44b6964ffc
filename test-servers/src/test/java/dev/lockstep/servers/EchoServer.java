package dev.lockstep.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Says everything back, and remembers how many bytes reached it. */
final class EchoServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Queue<Byte> received = new ConcurrentLinkedQueue<>();

  EchoServer() throws IOException {
    listener.bind(Site.loopback(0));
    daemon(this::acceptAll);
  }

  InetSocketAddress address() {
    return Site.loopback(listener.getLocalPort());
  }

  int received() {
    return received.size();
  }

  int open() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        daemon(() -> echo(socket));
      } catch (IOException e) {
        // Closed, or a client that went away at once.
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      byte[] buffer = new byte[4096];
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        for (int i = 0; i < n; i++) {
          received.add(buffer[i]);
        }
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The client broke off.
    } finally {
      open.remove(socket);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "echo");
    thread.setDaemon(true);
    thread.start();
  }
}

package dev.lockstep.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A door at another address of this machine that leads to a server: same port, another name. */
final class OtherAddress implements AutoCloseable {
  static final String HOST = "127.0.0.2";

  private final ServerSocket door;
  private final int server;

  OtherAddress(int server) throws IOException {
    this.server = server;
    this.door = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));
    run(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = door.accept();
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
      run(() -> client.getInputStream().transferTo(behind.getOutputStream()));
      run(
          () -> {
            behind.getInputStream().transferTo(client.getOutputStream());
            client.close();
            behind.close();
          });
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException ended) {
                // With the connection, or the door.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

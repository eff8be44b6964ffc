package dev.example.socketmap;

import dev.example.socketmap.server.SocketMapServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Questions and answers over one connection, which is made again when it breaks. Nothing is sent
 * twice: what was on its way then has failed, and may have been carried out. Thread-safe; asking
 * never blocks.
 */
final class Connection implements AutoCloseable {
  private static final long PAUSE_MILLIS = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, CompletableFuture<String>> waiting = new TreeMap<>();
  private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<String> first = new CompletableFuture<>();
  private final InetSocketAddress server;
  private final int timeoutMillis;
  private final Consumer<String> told;
  private final Runnable made;
  private Socket socket = new Socket();
  private boolean up;
  private long ids;

  /**
   * Begins to connect.
   *
   * @param told hears of each key that changed
   * @param made runs whenever the connection was made
   */
  Connection(InetSocketAddress server, Duration timeout, Consumer<String> told, Runnable made) {
    this.server = server;
    this.timeoutMillis = (int) timeout.toMillis();
    this.told = told;
    this.made = made;
    start("reader", this::run);
  }

  /** Done when it is connected for the first time; fails with the first attempt. */
  CompletableFuture<String> first() {
    return first;
  }

  /** The answer; fails with an {@link IOException}, at once if there is no connection. */
  CompletableFuture<String> ask(String... words) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (up) {
        ids++;
        waiting.put(ids, answer);
        outgoing.add(ids + " " + String.join(" ", words));
        return answer;
      }
    } finally {
      lock.unlock();
    }
    answer.completeExceptionally(new IOException("not connected"));
    return answer;
  }

  @Override
  public void close() {
    closed.countDown();
    lock.lock();
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed all the same.
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      do {
        attempt();
      } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
    broken(new IOException("closed by this kit"));
  }

  private void attempt() {
    try (Socket attempt = next()) {
      attempt.setTcpNoDelay(true);
      attempt.connect(
          new InetSocketAddress(server.getHostString(), server.getPort()), timeoutMillis);
      attempt.setSoTimeout(timeoutMillis);
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(attempt.getInputStream(), StandardCharsets.US_ASCII));
      String greeting = lines.readLine();
      if (greeting == null) {
        throw new IOException("the server ended the connection");
      }
      if (!greeting.equals(SocketMapServer.GREETING)) {
        throw new ProtocolException("no socket map answers at this port");
      }
      attempt.setSoTimeout(0);
      Thread writer = connected(attempt.getOutputStream());
      try {
        made.run();
        first.complete(greeting);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          heard(line);
        }
      } finally {
        writer.interrupt();
      }
      broken(new IOException("the server ended the connection"));
    } catch (IOException failed) {
      broken(failed);
    }
  }

  private Socket next() throws IOException {
    lock.lock();
    try {
      socket = new Socket();
      if (closed.getCount() == 0) {
        socket.close();
      }
      return socket;
    } finally {
      lock.unlock();
    }
  }

  private Thread connected(OutputStream out) {
    lock.lock();
    try {
      outgoing.clear();
      up = true;
    } finally {
      lock.unlock();
    }
    return start("writer", () -> write(out));
  }

  /** The reader hears of it when the connection is broken. */
  private void write(OutputStream out) {
    try {
      while (true) {
        out.write((outgoing.take() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException | InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(String line) {
    int space = line.indexOf(' ');
    String rest = line.substring(space + 1);
    if (line.startsWith("!")) {
      told.accept(rest);
      return;
    }
    CompletableFuture<String> answer;
    lock.lock();
    try {
      answer = waiting.remove(Long.parseLong(line.substring(0, space)));
    } finally {
      lock.unlock();
    }
    if (answer != null) {
      answer.complete(rest);
    }
  }

  private void broken(IOException why) {
    List<CompletableFuture<String>> unanswered;
    lock.lock();
    try {
      up = false;
      unanswered = List.copyOf(waiting.values());
      waiting.clear();
    } finally {
      lock.unlock();
    }
    first.completeExceptionally(why);
    unanswered.forEach(answer -> answer.completeExceptionally(why));
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, "lockstep-socketmap-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

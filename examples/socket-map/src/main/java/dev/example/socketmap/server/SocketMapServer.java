package dev.example.socketmap.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A map behind a socket. Greets with {@code socket-map 1}; then answers {@code ID COMMAND ...} with
 * {@code ID ...}, and tells who watches of changes by {@code ! KEY}. One thread does all of it but
 * reading.
 */
public final class SocketMapServer {
  /** What a server of this protocol says first. */
  public static final String GREETING = "socket-map 1";

  private static final long TICK_MILLIS = 20;

  private final ScheduledExecutorService single = Executors.newSingleThreadScheduledExecutor();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final Records records;

  private SocketMapServer(Path journal) throws IOException {
    this.records = new Records(new Journal(journal), this::changed);
  }

  /**
   * Serves until it is killed.
   *
   * @param arguments the port on loopback, and the file that keeps the data
   */
  public static void main(String[] arguments) throws IOException {
    SocketMapServer server = new SocketMapServer(Path.of(arguments[1]));
    int port = Integer.parseInt(arguments[0]);
    try (ServerSocket door = new ServerSocket(port, 200, InetAddress.getLoopbackAddress())) {
      var tick =
          server.single.scheduleAtFixedRate(
              server.records::expire, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      System.out.println("ready");
      while (!tick.isDone()) {
        server.serve(door.accept());
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    Client client = new Client(socket, socket.getOutputStream(), ConcurrentHashMap.newKeySet());
    clients.add(client);
    Thread reader = new Thread(() -> read(client), "reader");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Client client) {
    single.execute(() -> client.send(GREETING));
    try (Socket socket = client.socket;
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        single.execute(() -> client.send(words[0] + " " + answer(client, words)));
      }
    } catch (IOException gone) {
      // As good as its end.
    } finally {
      clients.remove(client);
    }
  }

  private String answer(Client client, String[] words) {
    return switch (words[1]) {
      case "WATCH" -> "OK " + client.watches.add(words[2]);
      case "UNWATCH" -> "OK " + client.watches.remove(words[2]);
      default -> records.answer(words);
    };
  }

  /** Who watches a key hears when it is free; who watches a prefix, also when it is made. */
  private void changed(String key, boolean made) {
    for (Client client : clients) {
      boolean concerned =
          client.watches.stream()
              .anyMatch(
                  watch -> watch.endsWith("/") ? key.startsWith(watch) : isFree(key, watch, made));
      if (concerned) {
        client.send("! " + key);
      }
    }
  }

  private static boolean isFree(String key, String watch, boolean made) {
    return !made && key.equals(watch);
  }

  private record Client(Socket socket, OutputStream out, Set<String> watches) {
    void send(String line) {
      try {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      } catch (IOException gone) {
        // Its reader hears of it too.
      }
    }
  }
}

package dev.lockstep.servers;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A plain connection to a NATS of ours, for single requests to JetStream; every wait is bounded.
 */
final class NatsWire implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final Socket socket;
  private final InputStream in;
  private final String greeting;

  private NatsWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.greeting = line();
    send("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB answer 1\r\n");
  }

  static NatsWire open(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) BOUND.toMillis());
      socket.connect(Site.loopback(port), (int) BOUND.toMillis());
      return new NatsWire(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What the server says of itself. */
  String greeting() {
    return greeting;
  }

  /** Asks, and returns the answer unless it is an error. */
  String request(String subject, String body) throws IOException {
    send("PUB " + subject + " answer " + body.length() + "\r\n" + body + "\r\n");
    while (true) {
      String line = line();
      if (line.startsWith("PING")) {
        send("PONG\r\n");
      } else if (line.startsWith("-ERR")) {
        throw new IOException(subject + ": " + line);
      } else if (line.startsWith("MSG")) {
        int length = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1).strip());
        String answer = new String(in.readNBytes(length + 2), StandardCharsets.UTF_8).strip();
        if (answer.contains("\"error\"")) {
          throw new IOException(subject + ": " + answer);
        }
        return answer;
      } else if (line.startsWith("HMSG")) {
        throw new IOException(subject + ": nobody answers");
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}

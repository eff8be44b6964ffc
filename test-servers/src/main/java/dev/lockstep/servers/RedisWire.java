package dev.lockstep.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A plain connection to a Redis; every wait is bounded. */
final class RedisWire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  private RedisWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RedisWire open(RedisAddress address, Duration bound) throws IOException {
    Socket plain = new Socket();
    try {
      int millis = (int) bound.toMillis();
      plain.setSoTimeout(millis);
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(address.host(), address.port()), millis);
      SSLContext tls = address.tls();
      RedisWire wire =
          new RedisWire(
              tls == null
                  ? plain
                  : tls.getSocketFactory()
                      .createSocket(plain, address.host(), address.port(), true));
      String password = address.password();
      if (password != null) {
        String user = address.user() == null ? "default" : address.user();
        wire.call("AUTH", user, password);
      }
      return wire;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /**
   * Sends a command and returns its reply as text, null for an absent value, a line for each of
   * several.
   */
  @Nullable String call(String... words) throws IOException {
    send(words);
    return reply(words[0]);
  }

  /** Sends a command whose reply nobody reads here. */
  void send(String... words) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + words.length + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(ascii("$" + bytes.length + "\r\n"));
      request.writeBytes(bytes);
      request.writeBytes(ascii("\r\n"));
    }
    socket.getOutputStream().write(request.toByteArray());
    socket.getOutputStream().flush();
  }

  /** The next of what the server tells by itself. */
  String next() throws IOException {
    String told = reply("nothing");
    if (told == null) {
      throw new IOException("Redis told of nothing");
    }
    return told;
  }

  private @Nullable String reply(String asked) throws IOException {
    String head = line();
    String rest = head.substring(1);
    return switch (head.charAt(0)) {
      case '+', ':' -> rest;
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> several(asked, Integer.parseInt(rest));
      case '-' -> throw new IOException("Redis refused " + asked + ": " + rest);
      default -> throw new IOException("unexpected reply to " + asked + ": " + head);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private @Nullable String several(String asked, int count) throws IOException {
    if (count < 0) {
      return null;
    }
    StringJoiner values = new StringJoiner("\n");
    for (int i = 0; i < count; i++) {
      String value = reply(asked);
      values.add(value == null ? "" : value);
    }
    return values.toString();
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length || !line().isEmpty()) {
      throw new EOFException("the reply ends early");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package dev.example.socketmap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Whoever has access to the server itself. */
final class Operator {
  private Operator() {}

  static String ask(int port, String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write(("1 " + command + "\n").getBytes(StandardCharsets.US_ASCII));
      String line = in.readLine();
      while (line != null && !line.startsWith("1 ")) {
        line = in.readLine();
      }
      return line == null ? "" : line.substring(2);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

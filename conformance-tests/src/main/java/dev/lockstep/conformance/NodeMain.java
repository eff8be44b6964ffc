package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A node in a process of its own: answers {@code ID LINE} on its standard input with {@code ID
 * ANSWER} on its standard output, as many at a time as are asked, and ends with its input.
 */
public final class NodeMain {
  /**
   * The machine is shared with the suite: that a small JVM is slow there says nothing of a rule.
   */
  private static final Duration CONNECT = Duration.ofSeconds(60);

  private NodeMain() {}

  /**
   * Opens a kit and serves it.
   *
   * @param arguments namespace, node key, operation timeout in milliseconds; the URL is the first
   *     line of the standard input
   */
  public static void main(String[] arguments) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    KitOptions options =
        KitOptions.of(input.readLine())
            .namespace(arguments[0])
            .nodeKey(arguments[1])
            .connectTimeout(CONNECT)
            .operationTimeout(Duration.ofMillis(Long.parseLong(arguments[2])));
    try (Kit kit = Lockstep.connect(options)) {
      NodeDesk desk = new NodeDesk(kit);
      System.out.println("ready");
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        int space = line.indexOf(' ');
        String id = line.substring(0, space);
        String command = line.substring(space + 1);
        Thread call =
            new Thread(() -> System.out.println(id + " " + desk.answer(command)), "node-" + id);
        call.setDaemon(true);
        call.start();
      }
    }
  }
}

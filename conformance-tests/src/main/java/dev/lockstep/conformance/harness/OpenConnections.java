package dev.lockstep.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What Linux knows of the connections of this machine, whatever server they belong to. */
final class OpenConnections {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String ESTABLISHED = "01";

  private OpenConnections() {}

  /**
   * How many are open to that port here, counted at the server's end. The tables are not read at
   * once: while others come and go, one may stand in them twice.
   */
  static int at(int port) {
    String local = String.format(Locale.ROOT, ":%04X", port);
    Set<String> open = new HashSet<>();
    try {
      for (Path table : TABLES) {
        for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
          String[] words = line.strip().split("\\s+", -1);
          if (words[1].endsWith(local) && words[3].equals(ESTABLISHED)) {
            open.add(words[1] + "-" + words[2]);
          }
        }
      }
      return open.size();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

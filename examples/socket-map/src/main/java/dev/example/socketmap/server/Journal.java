package dev.example.socketmap.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;

/** What is kept over a restart: one line per change. */
final class Journal {
  private final Path file;
  private final Writer out;

  Journal(Path file) throws IOException {
    this.file = file;
    this.out =
        Files.newBufferedWriter(
            file, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Does to the maps what was done before; answers the history, or begins one. */
  String replay(Map<String, Standing> standing, Map<String, Long> bases) {
    String history = "";
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "HISTORY" -> history = words[1];
        case "BASE" -> bases.put(words[1], Long.parseLong(words[2]));
        case "DELETE" -> standing.remove(words[1]);
        default -> {
          long ttl = Long.parseLong(words[6]);
          standing.put(
              words[1],
              new Standing(
                      words[2],
                      words[3],
                      Long.parseLong(words[4]),
                      Long.parseLong(words[5]),
                      ttl,
                      0)
                  .renewed(ttl));
        }
      }
    }
    if (history.isEmpty()) {
      history = UUID.randomUUID().toString();
      history(history);
    }
    return history;
  }

  void history(String id) {
    write("HISTORY " + id);
  }

  void base(String namespace, long base) {
    write("BASE " + namespace + " " + base);
  }

  void put(String key, Standing there) {
    write(
        String.join(
            " ",
            "PUT",
            key,
            there.term(),
            there.body(),
            "" + there.version(),
            "" + there.token(),
            "" + there.ttl()));
  }

  void delete(String key) {
    write("DELETE " + key);
  }

  private Iterable<String> lines() {
    try {
      return Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** In the system's hands when it returns, so that it outlives this process. */
  private void write(String line) {
    try {
      out.write(line + "\n");
      out.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

package dev.lockstep.cli;

import dev.lockstep.InvalidOptionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where results are to be written, if anywhere.
 *
 * @param name of the file; {@code -} is the standard output
 */
record ResultFile(Optional<String> name) {
  /** The standard output is wanted for the results alone. */
  boolean isOut() {
    return name.equals(Optional.of("-"));
  }

  /** Known before minutes are spent. */
  void requireWritable() {
    if (name.isEmpty() || isOut()) {
      return;
    }
    Path file = Path.of(name.get()).toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new InvalidOptionException(
          "the results cannot be written to '"
              + name.get()
              + "'; name a file in a folder of yours");
    }
  }

  void write(String results, PrintWriter out) throws IOException {
    if (isOut()) {
      out.println(results);
      out.flush();
    } else if (name.isPresent()) {
      Files.writeString(Path.of(name.get()), results + System.lineSeparator());
    }
  }
}

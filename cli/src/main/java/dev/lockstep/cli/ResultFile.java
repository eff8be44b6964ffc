package dev.lockstep.cli;

import dev.lockstep.InvalidOptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where results are to be written. */
final class ResultFile {
  private ResultFile() {}

  /** Known before minutes are spent; nothing if the file is absent. */
  static void requireWritable(Optional<String> name) {
    if (name.isEmpty()) {
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
}

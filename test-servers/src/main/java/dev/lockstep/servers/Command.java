package dev.lockstep.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, and what it said. */
final class Command {
  private Command() {}

  record Outcome(String program, int exit, String output, String errors) {

    /** What it printed, or an {@link IOException} with its last words. */
    String orFail() throws IOException {
      if (exit != 0) {
        throw new IOException(program + " ended with " + exit + ": " + lastWords());
      }
      return output;
    }

    private String lastWords() {
      List<String> lines =
          (output + "\n" + errors).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
      String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
      // A mirror's address may carry a password.
      return last.replaceAll("//[^/@\\s]*@", "//");
    }
  }

  /** Runs a program in a directory; whatever is not done within the bound is killed. */
  static Outcome run(
      Path directory, Map<String, String> environment, Duration bound, List<String> words)
      throws IOException {
    Path output = Files.createTempFile("lockstep-", ".out");
    Path errors = Files.createTempFile("lockstep-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(directory.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(words.get(0) + " took longer than " + bound.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while " + words.get(0) + " ran", e);
      } finally {
        process.destroyForcibly();
      }
      return new Outcome(
          words.get(0),
          process.exitValue(),
          Files.readString(output, StandardCharsets.ISO_8859_1),
          Files.readString(errors, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }
}

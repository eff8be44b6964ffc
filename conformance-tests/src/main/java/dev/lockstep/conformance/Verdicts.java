package dev.lockstep.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The verdicts on one backend, written to a file when the suite is through; each is also a report
 * entry of its test, as soon as it is there. Thread-safe.
 */
public final class Verdicts implements AutoCloseable {
  /**
   * The system property, or configuration parameter of JUnit, that names the directory of the files
   * ({@code target/conformance} if absent, none if empty); not {@code lockstep.*}, which are
   * settings.
   */
  public static final String DIRECTORY = "conformance.results";

  /** The key of the report entries; their value is {@link Verdict#line()}. */
  public static final String ENTRY = "lockstep.verdict";

  private static final String SUFFIX = ".verdicts.tsv";

  private final String directory;
  private final String backend;
  private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();

  /**
   * No verdicts yet.
   *
   * @param directory where the file is to be; empty for none
   */
  Verdicts(String directory, String backend) {
    this.directory = directory;
    this.backend = backend;
  }

  void add(Verdict verdict) {
    verdicts.add(verdict);
  }

  /** Writes a text beside the verdicts, below that folder and the backend's name. */
  void keep(String folder, String name, String text) {
    if (directory.isEmpty()) {
      return;
    }
    try {
      Path target = Files.createDirectories(Path.of(directory, folder, backend));
      Files.writeString(target.resolve(name), text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    if (directory.isEmpty()) {
      return;
    }
    List<String> lines =
        verdicts.stream()
            .sorted(Comparator.comparing(Verdict::rule).thenComparing(Verdict::test))
            .map(Verdict::line)
            .toList();
    try {
      Path target = Files.createDirectories(Path.of(directory));
      Files.write(target.resolve(backend + SUFFIX), lines);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Every verdict in the files of that directory; none if there is no such directory. */
  public static List<Verdict> read(Path directory) throws IOException {
    List<Verdict> all = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
          Files.readAllLines(file).stream().map(Verdict::parse).forEach(all::add);
        }
      }
    }
    return all;
  }
}

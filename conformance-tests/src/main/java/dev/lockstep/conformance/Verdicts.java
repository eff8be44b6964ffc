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

/** The verdicts on one backend, written to a file when the suite is through. Thread-safe. */
public final class Verdicts implements AutoCloseable {
  /**
   * The system property that names the directory of the files; not {@code lockstep.*}, which are
   * settings.
   */
  public static final String DIRECTORY = "conformance.results";

  private static final String SUFFIX = ".verdicts.tsv";

  private final String backend;
  private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();

  Verdicts(String backend) {
    this.backend = backend;
  }

  void add(Verdict verdict) {
    verdicts.add(verdict);
  }

  @Override
  public void close() {
    List<String> lines =
        verdicts.stream()
            .sorted(Comparator.comparing(Verdict::rule).thenComparing(Verdict::test))
            .map(Verdict::line)
            .toList();
    try {
      Path directory = directory();
      Files.createDirectories(directory);
      Files.write(directory.resolve(backend + SUFFIX), lines);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Where the files are: {@code target/conformance}, unless {@link #DIRECTORY} names another. */
  static Path directory() {
    return Path.of(System.getProperty(DIRECTORY, "target/conformance"));
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

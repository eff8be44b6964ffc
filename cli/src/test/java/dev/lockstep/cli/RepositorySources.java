package dev.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sources of this repository, for what no class file shows. */
final class RepositorySources {
  private RepositorySources() {}

  /** Every Java file below these folders of the root: its name, and its text without comments. */
  static Map<Path, String> below(List<String> folders) throws IOException {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(root().resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          texts.put(root().relativize(file), withoutComments(Files.readString(file)));
        }
      }
    }
    return texts;
  }

  /** The modules with tests. */
  static List<String> testFolders() throws IOException {
    try (Stream<Path> modules = Files.list(root());
        Stream<Path> examples = Files.list(root().resolve("examples"))) {
      return Stream.concat(modules, examples)
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .map(folder -> root().relativize(folder).toString())
          .sorted()
          .toList();
    }
  }

  /** The sources of every adapter there is, from the root. */
  static List<String> adapterFolders() {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .filter(module -> module.getFileName().toString().startsWith("adapter-"))
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .map(folder -> root().relativize(folder).toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The one package below such a folder and {@code dev.lockstep}. */
  static String packageBelow(String folder) {
    try (Stream<Path> packages = Files.list(root().resolve(folder).resolve("dev/lockstep"))) {
      List<Path> rooms = packages.toList();
      if (rooms.size() != 1) {
        throw new IllegalStateException("an adapter has one package: " + rooms);
      }
      return "dev.lockstep." + rooms.get(0).getFileName();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String withoutComments(String text) {
    return text.replaceAll("(?s)/\\*.*?\\*/", " ").replaceAll("//[^\n]*", " ");
  }

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve("conformance-tests"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("this test runs inside of the repository");
    }
    return folder;
  }
}

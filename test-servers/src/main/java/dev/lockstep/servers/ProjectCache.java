package dev.lockstep.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The directory in which unpacked servers are kept between runs. */
final class ProjectCache {
  private ProjectCache() {}

  static Path directory() {
    return directory(
        System.getenv(), Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home")));
  }

  static Path directory(Map<String, String> environment, Path workingDirectory, Path home) {
    String named = environment.getOrDefault("LOCKSTEP_CACHE", "");
    if (!named.isBlank()) {
      return workingDirectory.resolve(named);
    }
    for (Path at = workingDirectory; at != null; at = at.getParent()) {
      if (isProjectRoot(at)) {
        return at.resolve(".cache");
      }
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path userCache = shared.isBlank() ? home.resolve(".cache") : Path.of(shared);
    return userCache.resolve("lockstep");
  }

  private static boolean isProjectRoot(Path directory) {
    boolean hasLauncher = Files.isRegularFile(directory.resolve("lockstep"));
    boolean hasRootPom =
        Files.isRegularFile(directory.resolve("pom.xml"))
            && Files.isDirectory(directory.resolve("test-servers"));
    return hasLauncher || hasRootPom;
  }
}

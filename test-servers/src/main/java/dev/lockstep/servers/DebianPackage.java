package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program from a Debian package, unpacked without root into the cache, together with the packages
 * it needs and the system lacks.
 */
record DebianPackage(String name, String suite, String executable) {
  private static final Pattern CODENAME =
      Pattern.compile("^VERSION_CODENAME=\"?([\\w-]+)\"?$", Pattern.MULTILINE);

  /** Both ways in which ldd says it: a library, or a version of one. */
  private static final Pattern MISSING = Pattern.compile("(\\S+ =>|version \\S+) not found");

  static DebianPackage of(String name, @Nullable String suite, String executable)
      throws IOException {
    return new DebianPackage(name, suite == null ? installedRelease() : suite, executable);
  }

  Installation installation() throws IOException {
    String what = "the Debian package " + name + " of " + suite;
    CachedTree tree =
        new CachedTree(name + "_" + suite + "_" + System.getProperty("os.arch"), what);
    return installationIn(tree.orFetched(this::unpack));
  }

  private void unpack(Path cache, Path work, Path root) throws IOException {
    new PrivateApt(suite, Files.createDirectories(cache.resolve("apt-" + suite)))
        .unpack(name, work, root);
    requireLibraries(cache, installationIn(root));
  }

  private Installation installationIn(Path root) throws IOException {
    String origin = "Debian package " + name + " of " + suite + ", unpacked in " + root;
    return Installation.inTree(root, executable, origin)
        .orElseThrow(() -> new IOException("it has no program " + executable + " in " + root));
  }

  private static void requireLibraries(Path cache, Installation whole) throws IOException {
    Command.Outcome ldd =
        Command.run(
            cache,
            Map.of("LD_LIBRARY_PATH", whole.libraryPath()),
            Duration.ofSeconds(30),
            List.of("ldd", whole.executable().toString()));
    // A static program ends ldd with an error and lacks nothing.
    String missing =
        MISSING
            .matcher(ldd.output() + ldd.errors())
            .results()
            .map(found -> found.group(1).replaceFirst(" =>$|^version ", ""))
            .distinct()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new IOException("it does not run on this system, which lacks " + missing);
    }
  }

  private static String installedRelease() throws IOException {
    Path description = Path.of("/etc/os-release");
    if (Files.isReadable(description)) {
      Matcher codename = CODENAME.matcher(Files.readString(description));
      if (codename.find()) {
        return codename.group(1);
      }
    }
    throw new IOException("this system names no Debian release in " + description);
  }
}

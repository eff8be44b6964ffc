package dev.lockstep.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program from a Debian package, unpacked without root into the cache, together with the packages
 * it needs and the system lacks.
 *
 * <p>Threads and processes that want the same package wait for each other; a tree is renamed into
 * place when it is whole, so a reader never sees half of one.
 */
record DebianPackage(String name, String suite, String executable, Path cache) {
  /** File locks exclude processes, not the threads of one. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private static final Pattern CODENAME =
      Pattern.compile("^VERSION_CODENAME=\"?([\\w-]+)\"?$", Pattern.MULTILINE);

  /** Both ways in which ldd says it: a library, or a version of one. */
  private static final Pattern MISSING = Pattern.compile("(\\S+ =>|version \\S+) not found");

  private static final String UNFINISHED = "unfinished-";

  static DebianPackage of(String name, @Nullable String suite, String executable)
      throws IOException {
    return new DebianPackage(
        name,
        suite == null ? installedRelease() : suite,
        executable,
        ProjectCache.directory().resolve("servers"));
  }

  Installation installation() throws IOException {
    Optional<Installation> cached = cached();
    return cached.isPresent() ? cached.get() : unpacked();
  }

  private Optional<Installation> cached() {
    return installationIn(tree());
  }

  private Optional<Installation> installationIn(Path root) {
    return Installation.inTree(
        root, executable, "Debian package " + name + " of " + suite + ", unpacked in " + tree());
  }

  private Path tree() {
    return cache.resolve(name + "_" + suite + "_" + System.getProperty("os.arch"));
  }

  private Installation unpacked() throws IOException {
    try {
      Files.createDirectories(cache);
    } catch (IOException e) {
      throw new IOException(
          "the cache " + cache + " cannot be made (" + e + "); LOCKSTEP_CACHE may name another", e);
    }
    ONE_AT_A_TIME.lock();
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      Optional<Installation> meanwhile = cached();
      return meanwhile.isPresent() ? meanwhile.get() : unpackLocked(held);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private Installation unpackLocked(FileLock held) throws IOException {
    if (!held.isValid()) {
      throw new IOException("the lock on " + cache + " was lost");
    }
    deleteUnfinished();
    System.err.println(
        "lockstep: fetching the Debian package "
            + name
            + " of "
            + suite
            + " into "
            + cache
            + " (once, some megabytes)");
    Path work = Files.createTempDirectory(cache, UNFINISHED);
    try {
      Path root = Files.createDirectory(work.resolve("root"));
      new PrivateApt(suite, Files.createDirectories(cache.resolve("apt-" + suite)))
          .unpack(name, work, root);
      Installation whole =
          installationIn(root)
              .orElseThrow(() -> new IOException("it has no program " + executable));
      requireLibraries(whole);
      DirectoryTree.delete(tree());
      Files.move(root, tree(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      DirectoryTree.delete(work);
    }
    return cached().orElseThrow(() -> new IOException("it vanished from " + tree()));
  }

  private void requireLibraries(Installation whole) throws IOException {
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

  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(cache, UNFINISHED + "*")) {
      for (Path directory : left) {
        DirectoryTree.delete(directory);
      }
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

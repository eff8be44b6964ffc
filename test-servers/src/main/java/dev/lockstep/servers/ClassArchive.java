package dev.lockstep.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of child JVMs that are alike, in one file (class data sharing): without it each of
 * them spends most of its first second on loading them, and a suite starts hundreds. The first
 * child lists what it loads; once it has ended, a JVM in the background makes the archive of that;
 * children after that read it. Until then, and where it cannot be made, they start without.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final Map<String, ClassArchive> ALL = new ConcurrentHashMap<>();

  private final List<String> java;
  private final String classPath;
  private final Path list;
  private final Path archive;
  private final List<String> listing;
  private final AtomicBoolean listed = new AtomicBoolean();
  private volatile List<String> sharing = List.of();

  private ClassArchive(List<String> java, String classPath) {
    this.java = java;
    Path folder = newFolder();
    this.classPath = packed(classPath, folder);
    this.list = folder.resolve("classes.txt");
    this.archive = folder.resolve("classes.jsa");
    this.listing = List.of("-Xlog:class+load:file=" + list + ":none");
  }

  /**
   * That of all children which are started alike.
   *
   * @param java the command with its options
   */
  static ClassArchive of(List<String> java, String classPath) {
    return ALL.computeIfAbsent(
        String.join(" ", java) + " " + classPath, unused -> new ClassArchive(java, classPath));
  }

  /** Jars alone: folders cannot be archived. */
  String classPath() {
    return classPath;
  }

  /** More options for the next child; {@link #started} is told of that child. */
  List<String> options() {
    if (listed.compareAndSet(false, true)) {
      return listing;
    }
    return sharing;
  }

  /** Once the child that lists has ended, the archive is made. */
  void started(ChildProcess child, List<String> options) {
    if (options.equals(listing)) {
      var unused = child.process().onExit().thenRunAsync(this::make);
    }
  }

  private void make() {
    List<String> words = new ArrayList<>(java);
    words.add("-XX:ArchiveClassesAtExit=" + archive);
    words.add(LoadedClasses.class.getName());
    words.add(list.toString());
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", classPath);
    try {
      ChildProcess maker = ChildProcess.start(builder);
      if (maker.hasEndedWithin(BOUND)
          && maker.process().exitValue() == 0
          && Files.exists(archive)) {
        // Whatever it finds wrong with the archive it must not say among the child's own words.
        sharing = List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
      } else {
        LOG.debug("children start without shared classes: no archive was made");
      }
      maker.kill();
    } catch (IOException none) {
      LOG.debug("children start without shared classes", none);
    }
  }

  private static Path newFolder() {
    try {
      Path folder = Files.createTempDirectory("lockstep-classes-");
      Leftovers.add(() -> DirectoryTree.leaveNothingOf(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packed(String classPath, Path folder) {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(ClassFolder.packed(path, folder.resolve(jars.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  /** The names of classes in a list of what a JVM loaded from jars. */
  static List<String> namesIn(Path list) throws IOException {
    try (Stream<String> lines = Files.lines(list)) {
      return lines
          .filter(line -> line.contains(" source: file:") || line.contains(" source: jrt:"))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .collect(Collectors.toList());
    }
  }
}

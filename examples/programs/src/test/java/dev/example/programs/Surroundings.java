package dev.example.programs;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What surrounds a program and holds settings: properties, environment, class path. */
final class Surroundings {
  static final String SERVICES = "META-INF/services";

  private static final String THROWN = "Exception in thread \"main\" ";

  private Surroundings() {}

  /** With these system properties. */
  static void withProperties(Map<String, String> properties, Situation.Call call) throws Exception {
    properties.forEach(System::setProperty);
    try {
      call.run();
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  /** With a folder on the class path, in which this file stands. */
  static void withFile(String name, String content, Situation.Call call) throws Exception {
    Path folder = Files.createTempDirectory("lockstep-documents-");
    Files.createDirectories(folder.resolve(SERVICES));
    Files.writeString(folder.resolve(name), content);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      call.run();
    } finally {
      thread.setContextClassLoader(before);
      try (Stream<Path> made = Files.walk(folder)) {
        for (Path each : made.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /**
   * What a program dies of in a JVM of its own with that variable in its environment: the first
   * line of the stack trace, from the name of the class on.
   */
  static String deathWith(String variable, String value, Class<?> program)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    builder.environment().keySet().removeIf(name -> name.startsWith("LOCKSTEP_"));
    builder.environment().put(variable, value);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(program + " does not end");
      }
      return said.lines()
          .filter(line -> line.startsWith(THROWN))
          .map(line -> line.substring(THROWN.length()))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(program + " died of nothing: " + said));
    } finally {
      process.destroyForcibly();
    }
  }
}

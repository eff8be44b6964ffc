package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program in Java with all that it needs, fetched by Maven into the cache: on no class path of
 * ours, in whichever release it is asked for.
 *
 * @param program as group:artifact:version
 * @param besides what it needs and its own description leaves out, in the same form
 */
record MavenJars(String program, List<String> besides) {
  private static final Duration FETCH_BOUND = Duration.ofMinutes(5);
  private static final String COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies";

  /** The class path of a JVM that runs it. */
  String classPath() throws IOException {
    String name = program.substring(program.indexOf(':') + 1).replace(':', '_');
    CachedTree tree = new CachedTree(name, program + " from Maven");
    return tree.orFetched(this::fetch).resolve("*").toString();
  }

  private void fetch(Path cache, Path work, Path root) throws IOException {
    Path pom = work.resolve("pom.xml");
    Files.writeString(
        pom,
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>dev.lockstep</groupId>
          <artifactId>fetch</artifactId>
          <version>1</version>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(dependencies()));
    Command.run(
            work,
            Map.of(),
            FETCH_BOUND,
            List.of(
                "mvn",
                "--batch-mode",
                "--quiet",
                "--file=" + pom,
                COPY,
                "-DincludeScope=runtime",
                "-DoutputDirectory=" + root))
        .orFail();
  }

  private String dependencies() {
    return Stream.concat(Stream.of(program), besides.stream())
        .map(coordinates -> coordinates.split(":", -1))
        .map(
            part ->
                "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
                    .formatted(part[0], part[1], part[2]))
        .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return program;
  }
}

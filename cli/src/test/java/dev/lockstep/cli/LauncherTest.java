package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a project of its own whose path has a space: what it says before Java runs. */
class LauncherTest {
  @TempDir private Path folder = Path.of("");
  private Path project = folder;

  @BeforeEach
  void placeLauncher() throws IOException {
    project = Files.createDirectories(folder.resolve("my project"));
    Files.copy(Path.of("../lockstep"), project.resolve("lockstep"));
  }

  @Test
  void wrongJavaHome() throws Exception {
    assertFails(Map.of("JAVA_HOME", folder.resolve("nowhere").toString()), "JAVA_HOME is ");
  }

  @Test
  void noJavaOnThePath() throws Exception {
    assertFails(Map.of("PATH", toolsWithout("java")), "no Java was found");
  }

  @Test
  void oldJava() throws Exception {
    Path old = javaHome("old jdk", "JAVA_VERSION=\"11.0.2\"");
    assertFails(Map.of("JAVA_HOME", old.toString()), "is Java 11; a JDK 17 or later is needed");
  }

  @Test
  void veryOldJavaIsEight() throws Exception {
    Path old = javaHome("older jdk", "JAVA_VERSION=\"1.8.0_402\"");
    assertFails(Map.of("JAVA_HOME", old.toString()), "is Java 8;");
  }

  @Test
  void noMavenToBuildWith() throws Exception {
    Path home = javaHome("jdk", "JAVA_VERSION=\"17.0.1\"");
    assertFails(
        Map.of("JAVA_HOME", home.toString(), "PATH", toolsWithout("mvn")), "Maven (mvn) is needed");
  }

  @Test
  void runtimeWithoutCompilerCannotBuild() throws Exception {
    Path home = javaHome("jre", "JAVA_VERSION=\"17.0.1\"");
    program(folder.resolve("tools"), "mvn", "exit 1");
    assertFails(
        Map.of("JAVA_HOME", home.toString(), "PATH", toolsWithout("nothing")), "belongs to no JDK");
  }

  @Test
  void failedBuildIsToldByItsErrors() throws Exception {
    Path home = javaHome("jdk", "JAVA_VERSION=\"17.0.1\"");
    program(home.resolve("bin"), "javac", "exit 9");
    Path tools = program(folder.resolve("tools"), "mvn", "printf '[ERROR] bad pom\\nlast'; exit 1");
    String path = tools + ":" + System.getenv("PATH");

    Told told = launch(Map.of("JAVA_HOME", home.toString(), "PATH", path), "--help");

    assertThat(told.text()).contains("building", "[ERROR] bad pom", "lockstep: the build failed");
    assertThat(told.exitCode()).isEqualTo(ExitCode.INTERNAL);
  }

  @Test
  void whatIsBuiltRunsWithItsArguments() throws Exception {
    Path home = javaHome("jdk", "JAVA_VERSION=\"25\"");
    program(home.resolve("bin"), "java", "printf '<%s>' \"$@\"; exit 7");
    Path target = Files.createDirectories(project.resolve("cli/target"));
    Files.createFile(target.resolve("lockstep-cli.jar"));
    Files.createFile(target.resolve("launcher.stamp"));

    Told told = launch(Map.of("JAVA_HOME", home.toString()), "demo", "--url", "a b");

    assertThat(told.text()).contains("lockstep-cli.jar>").endsWith("<demo><--url><a b>");
    assertThat(told.exitCode()).isEqualTo(7);
  }

  private record Told(int exitCode, String text) {}

  private void assertFails(Map<String, String> environment, String expected) throws Exception {
    Told told = launch(environment, "--help");
    assertThat(told.text()).startsWith("lockstep: ").contains(expected).hasLineCount(1);
    assertThat(told.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  private Told launch(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", project.resolve("lockstep").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Path output = folder.resolve("output");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(folder.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Told(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private Path javaHome(String name, String release) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve("release"), release + "\n");
    program(home.resolve("bin"), "java", "exit 9");
    return home;
  }

  private static Path program(Path directory, String name, String script) throws IOException {
    Path file = Files.createDirectories(directory).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return directory;
  }

  /** A path with what a shell script needs, and nothing of Java but what a test put there. */
  private String toolsWithout(String absent) throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name : new String[] {"sh", "dirname", "readlink", "sed", "head", "find", "mkdir"}) {
      Path found = Path.of("/usr/bin", name);
      Path tool = Files.exists(found) ? found : Path.of("/bin", name);
      Files.createSymbolicLink(tools.resolve(name), tool);
    }
    assertThat(tools.resolve(absent)).doesNotExist();
    return tools.toString();
  }
}

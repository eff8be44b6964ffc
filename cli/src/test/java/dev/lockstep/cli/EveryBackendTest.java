package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.servers.NodeProcess;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.Servers;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same commands on each server that there is: nothing but the URL tells them apart. */
class EveryBackendTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir private Path folder = Path.of("");

  static List<String> backends() {
    return ConformCommand.backends();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void theCommandsWorkOnIt(String backend) {
    try (RealServer server = Servers.start(backend)) {
      String url = server.url();
      assertThat(sh(url, "lock", "stock/4711", "test $LOCKSTEP_TOKEN -gt 0")).isZero();
      assertThat(sh(url, "lock", "stock/4711", "exit 7")).as("the command's own end").isEqualTo(7);
      assertThat(sh(url, "elect", "jobs", "exit 5")).as("a leader's end").isEqualTo(5);
      assertThat(
              ran(url, "number", "workers", "--max", "3", "--", "sh", "-c", "exit $LOCKSTEP_NUMBER")
                  .exitCode())
          .isBetween(0, 2);
      assertThat(ran(url, "who", "stock/4711").exitCode()).isEqualTo(ExitCode.NOBODY);
      assertThat(said(url, "nodes", "jobs")).isEmpty();
      assertThat(said(url, "id").strip()).matches("[1-9][0-9]{16,18}");
      try (NodeProcess holder =
          NodeProcess.start(
              Main.class,
              "lock",
              "stock/4711",
              "--url",
              url,
              "--",
              "sh",
              "-c",
              "echo in; read x")) {
        holder.await(line -> line.equals("in"), SOON);
        assertThat(said(url, "who", "stock/4711")).contains("holder", "token", "since");
        Ran taken = ran(url, "lock", "stock/4711", "--wait", "0s", "--", "true");
        assertThat(taken.exitCode()).as(taken.err()).isEqualTo(ExitCode.NOT_ACQUIRED);
        holder.send("");
        holder.exitCode(SOON);
      }
    }
  }

  static List<String> adapters() {
    List<String> adapters = new ArrayList<>(List.of("memory"));
    adapters.addAll(ConformCommand.backends());
    return adapters;
  }

  /** Compiled nowhere, changed nowhere: the class path of one adapter and a URL are all it gets. */
  @ParameterizedTest
  @MethodSource("adapters")
  void oneProgramRunsByTheJarOfTheAdapterAlone(String backend) throws Exception {
    if (backend.equals("memory")) {
      runsAnywhere(backend, "memory:anywhere");
      return;
    }
    try (RealServer server = Servers.start(backend)) {
      runsAnywhere(backend, server.url());
    }
  }

  private void runsAnywhere(String backend, String url) throws Exception {
    Path root = RepositorySources.root();
    Path module = root.resolve("adapter-" + (backend.equals("nats") ? "nats-kv" : backend));
    String classPath =
        Files.readString(module.resolve("target/runtime.classpath")).strip()
            + File.pathSeparator
            + module.resolve("target/classes");
    Path printed = folder.resolve(backend + ".printed");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            root.resolve("examples/programs/src/main/java/dev/example/programs/Anywhere.java")
                .toString());
    java.environment().put("LOCKSTEP_URL", url);
    Process run =
        java.redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(run.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      run.destroyForcibly();
    }
    assertThat(run.exitValue()).isZero();
    String page = Files.readString(root.resolve("docs/anywhere.md"));
    String documented = page.replaceAll("(?s).*```text Anywhere prints\n(.*?)```.*", "$1");
    assertThat(Files.readString(printed)).isEqualTo(documented);
  }

  /** Nothing guards the file but the lock; M1 does the same with processes that are killed. */
  @ParameterizedTest
  @MethodSource("backends")
  void fourAtATimeLoseNoIncrement(String backend) throws Exception {
    Path file = folder.resolve(backend);
    Files.writeString(file, "0\n");
    Path tokens = folder.resolve(backend + ".tokens");
    String increment =
        "read n < '"
            + file
            + "'; echo $((n + 1)) > '"
            + file
            + "'; echo $LOCKSTEP_TOKEN >> '"
            + tokens
            + "'";
    try (RealServer server = Servers.start(backend)) {
      List<Thread> four = new ArrayList<>();
      List<Integer> ends = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        four.add(
            new Thread(
                () -> {
                  for (int time = 0; time < 10; time++) {
                    ends.add(sh(server.url(), "lock", "file", increment));
                  }
                }));
      }
      four.forEach(Thread::start);
      for (Thread one : four) {
        one.join(SOON.toMillis());
      }
      assertThat(ends).hasSize(40).containsOnly(0);
    }
    assertThat(Files.readString(file).strip()).isEqualTo("40");
    assertThat(Files.readAllLines(tokens).stream().map(Long::valueOf).toList())
        .hasSize(40)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void allBackendsInOneMatrix() throws Exception {
    Path file = folder.resolve("matrix.json");
    Path page = folder.resolve("matrix.html");
    Ran ran =
        Ran.lockstep(
            "conform", "--all", "--rule", "M5", "--rule", "K2", "--json", "" + file, "--html",
            "" + page);
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();

    JsonNode backends = JsonMapper.builder().build().readTree(Files.readString(file));
    List<String> expected = new ArrayList<>(List.of("memory"));
    expected.addAll(ConformCommand.backends());
    assertThat(backends.get("backends"))
        .extracting(backend -> backend.get("backend").asString())
        .containsExactlyElementsOf(expected);
    assertThat(backends.get("backends"))
        .allSatisfy(backend -> assertThat(backend.get("passed").asLong()).isEqualTo(2));

    String html = Files.readString(page);
    assertThat(html).contains("<th scope=\"row\"><b>M5</b>", "Nothing: every rule passed");
    assertThat(html).contains(expected.stream().map(name -> ">" + name + "<").toList());
    assertThat(html).as("what would need a network").doesNotContain("src=", "@import", "url(");
  }

  private static int sh(String url, String command, String name, String script) {
    return ran(url, command, name, "--", "sh", "-c", script).exitCode();
  }

  private static String said(String url, String command, String... more) {
    Ran ran = ran(url, command, more);
    assertThat(ran.exitCode()).as(command + ": " + ran.err()).isZero();
    return ran.out();
  }

  /** The URL comes ahead of a command that is to be run. */
  private static Ran ran(String url, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--url", url));
    words.addAll(List.of(more));
    return Ran.lockstep(words.toArray(String[]::new));
  }
}

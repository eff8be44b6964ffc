package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Metadata;
import dev.lockstep.NumberLease;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.memory.MemoryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the commands, and how they end, on a server in the memory of this JVM. */
@Execution(ExecutionMode.CONCURRENT)
class HoldingCommandsTest {
  private static final String REACH = "reaches no further than this one process";

  private final String url = "memory:" + UUID.randomUUID();

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"--ttl=-5s", "--url=%s?lock-ttl=-5s"})
  void aTimeToLiveBelowZeroIsOneErrorWhereverItIsGiven(String option) {
    Ran ran =
        option.startsWith("--url")
            ? Ran.lockstep("lock", "a", String.format(option, url), "--", "true")
            : Ran.lockstep("lock", "a", "--url", url, option, "--", "true");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("ttl must be more than zero, but is -5s");
  }

  @Test
  void aGraceBelowZeroIsAnError() {
    Ran ran = Ran.lockstep("lock", "a", "--url", url, "--grace=-1s", "--", "true");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("--grace", "'-1s' is less than nothing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 75, 255})
  void theCommandsExitCodeIsPassedThrough(int code) {
    Ran ran = Ran.lockstep("lock", "a", "--url", url, "--", "sh", "-c", "exit " + code);
    assertThat(ran.exitCode()).isEqualTo(code);
    assertThat(ran.err()).contains(REACH).hasLineCount(1);
  }

  @Test
  void theCommandIsToldWhatItHolds() throws IOException {
    Instant before = Instant.now();
    Map<String, String> told = toldBy("lock", "shop/stock", "--ttl", "20s");
    assertThat(told).containsEntry("LOCKSTEP_LOCK", "shop/stock");
    assertThat(Long.parseLong(told.getOrDefault("LOCKSTEP_TOKEN", ""))).isPositive();
    assertThat(Instant.parse(told.getOrDefault("LOCKSTEP_EXPIRES", "")))
        .isBetween(before.plusSeconds(10), Instant.now().plusSeconds(20));
    assertThat(toldBy("number", "workers", "--max", "1"))
        .containsEntry("LOCKSTEP_LOCK", "workers/0")
        .containsEntry("LOCKSTEP_NUMBER", "0")
        .containsKey("LOCKSTEP_TOKEN");
    assertThat(toldBy("elect", "invoices"))
        .containsEntry("LOCKSTEP_LOCK", "invoices")
        .containsKey("LOCKSTEP_TOKEN");
  }

  private Map<String, String> toldBy(String... command) throws IOException {
    Path file = folder.resolve("environment");
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.addAll(List.of("--url", url, "--", "sh", "-c", "env | grep ^LOCKSTEP_ > " + file));
    assertThat(Ran.lockstep(words.toArray(String[]::new)).exitCode()).isZero();
    return Files.readAllLines(file).stream()
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf('=')),
                line -> line.substring(line.indexOf('=') + 1)));
  }

  /** A program that uses Lockstep itself must not take them for misspelt settings. */
  @Test
  void whatTheCommandIsToldIsNoSetting() {
    String self =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -cp \"$CLASSPATH\" "
            + Main.class.getName()
            + " id --url memory:";
    Ran ran =
        Ran.lockstep(
            "number",
            "workers",
            "--max",
            "3",
            "--url",
            url,
            "--",
            "sh",
            "-c",
            "CLASSPATH='" + System.getProperty("java.class.path") + "'; " + self + " >/dev/null");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void aLockThatIsTakenIsNotAcquired() {
    try (Kit kit = Lockstep.connect(url)) {
      Lease held = kit.mutex("a").lock();
      for (String wait : List.of("0s", "200ms")) {
        Ran ran = Ran.lockstep("lock", "a", "--wait", wait, "--url", url, "--", "false");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.NOT_ACQUIRED);
        assertThat(ran.err()).contains("'a'", "(20101)").hasLineCount(2);
      }
      held.release();
      assertThat(Ran.lockstep("lock", "a", "--wait", "0s", "--url", url, "--", "true").exitCode())
          .isZero();
    }
  }

  @Test
  void aLostLockEndsTheCommandAndAllThatItStarted() throws Exception {
    Path children = folder.resolve("children");
    try (Kit kit = Lockstep.connect(url)) {
      CompletableFuture<Ran> running =
          inBackground(
              "lock",
              "a",
              "--ttl",
              "1s",
              "--url",
              url,
              "--",
              "sh",
              "-c",
              "sleep 600 & echo $! > "
                  + children
                  + ".new; mv "
                  + children
                  + ".new "
                  + children
                  + "; wait; echo survived > "
                  + folder.resolve("survived"));
      eventually(() -> Files.exists(children));
      long child = Long.parseLong(Files.readString(children).strip());
      MemoryBackend.server(url.substring("memory:".length())).ifPresent(MemoryServer::reset);
      Ran ran = running.get(30, TimeUnit.SECONDS);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.LOST);
      assertThat(ran.err()).contains("lost a (token ", "REVOKED");
      eventually(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
      assertThat(folder.resolve("survived")).doesNotExist();
      assertThat(kit.mutex("a").isLocked()).isFalse();
    }
  }

  @Test
  void aCommandThatDoesNotEndByTermIsKilledAfterTheGrace() throws Exception {
    Path started = folder.resolve("started");
    try (Kit kit = Lockstep.connect(url)) {
      CompletableFuture<Ran> running =
          inBackground(
              "lock",
              "a",
              "--ttl",
              "1s",
              "--grace",
              "300ms",
              "--url",
              url,
              "--",
              "sh",
              "-c",
              "trap 'echo told >> "
                  + started
                  + "' TERM; : > "
                  + started
                  + "; while :; do sleep 0.05; done");
      eventually(() -> Files.exists(started));
      MemoryBackend.server(url.substring("memory:".length())).ifPresent(MemoryServer::reset);
      assertThat(running.get(30, TimeUnit.SECONDS).exitCode()).isEqualTo(ExitCode.LOST);
      assertThat(kit.mutex("a").isLocked()).isFalse();
    }
  }

  @Test
  void aCommandThatCannotBeRunGivesTheLockBack() {
    try (Kit kit = Lockstep.connect(url)) {
      Ran ran = Ran.lockstep("lock", "a", "--url", url, "--", "no-such-program");
      assertThat(ran.exitCode()).isEqualTo(ExitCode.CANNOT_RUN);
      assertThat(ran.err()).contains("cannot run no-such-program: No such file or directory");
      assertThat(kit.mutex("a").isLocked()).isFalse();
    }
  }

  @Test
  void whoShowsTheHolder() {
    Ran nobody = Ran.lockstep("who", "a", "--url", url);
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.NOBODY);
    assertThat(nobody.out().strip()).isEqualTo("nobody");
    assertThat(nobody.err()).contains(REACH).hasLineCount(1);
    try (Kit kit = Lockstep.connect(url)) {
      Lease held =
          kit.mutex("a").with(LockOptions.defaults().metadata(Metadata.of("by hand"))).lock();
      Ran text = Ran.lockstep("who", "a", "--url", url);
      assertThat(text.exitCode()).isZero();
      assertThat(text.out()).contains("token     " + held.token(), "metadata  by hand", "since ");
      Ran json = Ran.lockstep("who", "a", "--json", "--url", url);
      assertThat(json.out())
          .contains("\"held\":true", "\"token\":" + held.token(), "\"metadata\":\"by hand\"")
          .hasLineCount(1);
      long term = kit.enableElection(ElectionOptions.of("invoices")).await().token();
      assertThat(Ran.lockstep("who", "invoices", "--leader", "--json", "--url", url).out())
          .contains("\"token\":" + term);
      assertThat(Ran.lockstep("who", "invoices", "--json", "--url", url).out())
          .contains("\"held\":false");
    }
  }

  @Test
  void nodesShowsWhoIsAlive() {
    assertThat(Ran.lockstep("nodes", "--url", url).out()).isEmpty();
    try (Kit ann = Lockstep.connect(url);
        Kit bob = Lockstep.connect(url)) {
      ann.enableElection(ElectionOptions.of("d/1").nodeKey("ann").keepHeartbeat());
      bob.enableElection(ElectionOptions.of("d/1").nodeKey("bob/x").keepHeartbeat());
      bob.enableElection(ElectionOptions.of("other").nodeKey("bob/x").keepHeartbeat());
      assertThat(Ran.lockstep("nodes", "d/1", "--json", "--url", url).out().lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("\"domain\":\"d/1\",\"node\":\"ann\""),
              line -> assertThat(line).contains("\"domain\":\"d/1\",\"node\":\"bob/x\""));
      assertThat(Ran.lockstep("nodes", "--url", url).out().lines()).hasSize(3);
    }
  }

  @Test
  void numbersThatAreAllTakenAreNotAcquired() {
    try (Kit kit = Lockstep.connect(url)) {
      NumberLease taken = kit.allocateNumber("workers", 1);
      Ran ran = Ran.lockstep("number", "workers", "--max", "1", "--url", url, "--", "true");
      assertThat(ran.exitCode()).isEqualTo(ExitCode.NOT_ACQUIRED);
      assertThat(ran.err()).contains("workers", "(20104)");
      taken.release();
    }
  }

  @Test
  void aNumberThatIsLostEndsTheWait() throws Exception {
    try (Kit kit = Lockstep.connect(url)) {
      CompletableFuture<Ran> holding =
          inBackground("number", "workers", "--max", "1", "--json", "--url", url);
      eventually(() -> !kit.inspector().holders(LeaseKind.NUMBER).isEmpty());
      MemoryBackend.server(url.substring("memory:".length())).ifPresent(MemoryServer::reset);
      Ran ran = holding.get(90, TimeUnit.SECONDS);
      assertThat(ran.exitCode()).isEqualTo(ExitCode.LOST);
      assertThat(ran.out()).contains("\"pool\":\"workers\",\"number\":0");
      assertThat(ran.err()).contains("workers/0 is lost");
    }
  }

  @Test
  void idsAreUniqueAndRise() {
    List<Long> ids =
        Ran.lockstep("id", "--count", "500", "--url", url)
            .out()
            .lines()
            .map(Long::valueOf)
            .toList();
    assertThat(ids).hasSize(500).isSorted().doesNotHaveDuplicates();
    assertThat(Ran.lockstep("id", "--json", "--url", url).out())
        .containsPattern(
            "\\{\"id\":\"\\d+\",\"time\":\"[^\"]+Z\",\"sequence\":\\d+,\"machine\":\\d+}");
    Ran.lockstep("id", "--count", "0", "--url", url).failedWith(ExitCode.USAGE).contains("--count");
  }

  @Test
  void epochBumpRaisesTheBaseIfItIsToldYes() {
    try (Kit kit = Lockstep.connect(url)) {
      long before = kit.inspector().tokenBase();
      Ran asked = Ran.lockstep("epoch", "bump", "--url", url);
      assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(asked.err()).contains("is " + before, "--yes");
      assertThat(kit.inspector().tokenBase()).isEqualTo(before);
      long token = kit.mutex("a").lock().token();
      Ran raised = Ran.lockstep("epoch", "bump", "--yes", "--json", "--url", url);
      long now = kit.inspector().tokenBase();
      assertThat(raised.out().strip()).isEqualTo("{\"old\":" + before + ",\"new\":" + now + "}");
      assertThat(now).isGreaterThan(token);
      assertThat(kit.mutex("b").lock().token()).isGreaterThan(now);
      long seen = now + 1_000_000_000_000L;
      assertThat(Ran.lockstep("epoch", "bump", "--yes", "--seen", "" + seen, "--url", url).out())
          .contains("old  " + now, "new  " + seen);
      assertThat(
              Ran.lockstep("epoch", "bump", "--yes", "--seen", "9007199254740990", "--url", url)
                  .exitCode())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void everyHelpNamesItsExitCodesAndOptions() {
    for (String command : List.of("lock", "elect", "number", "who")) {
      assertThat(Ran.lockstep(command, "--help").out())
          .contains("Exit codes:", "64", "69", "--url", "NAME");
    }
    for (String command : List.of("nodes", "id")) {
      assertThat(Ran.lockstep(command, "--help").out()).contains("--url", "--json");
    }
    assertThat(Ran.lockstep("epoch", "bump", "--help").out()).contains("--yes", "--seen", "--url");
  }

  private static CompletableFuture<Ran> inBackground(String... arguments) {
    CompletableFuture<Ran> ran = new CompletableFuture<>();
    new Thread(() -> ran.complete(Ran.lockstep(arguments)), "lockstep-command").start();
    return ran;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(condition);
  }
}

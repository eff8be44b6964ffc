package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.NodeProcess;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands as processes of their own, as from several shells, on a real Redis. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
class ShellsOnRedisTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration TTL = Duration.ofSeconds(3);

  /** Of Redis: what a dead holder's record stands longer than its TTL. */
  private static final Duration GRACE = Duration.ofMillis(250);

  /** For a busy machine to start a process that waits already. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final List<NodeProcess> shells = new ArrayList<>();
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = Servers.redis().owned().start();
  }

  @AfterEach
  void end() {
    shells.forEach(NodeProcess::close);
    redis.close();
  }

  /** A command that says "in", with its process, waits for a line, and ends with 3. */
  private static final String SECTION = "echo in $$; read line; echo out; exit 3";

  @Test
  void twoShellsExcludeEachOther() {
    NodeProcess first = lock(SECTION);
    first.await(line -> line.startsWith("in "), SOON);
    assertThat(Ran.lockstep("lock", "a", "--wait", "0s", "--url", redis.url(), "--", "true"))
        .extracting(Ran::exitCode)
        .isEqualTo(ExitCode.NOT_ACQUIRED);
    NodeProcess second = lock(SECTION);
    // It asks who holds it: as long as the first is in, nobody else is.
    assertThat(second.isAlive()).isTrue();
    first.send("go");
    assertThat(first.exitCode(SOON)).isEqualTo(3);
    second.await(line -> line.startsWith("in "), SOON);
    assertThat(first.lines()).contains("out");
    second.send("go");
    assertThat(second.exitCode(SOON)).isEqualTo(3);
    assertThat(second.errorLines()).isEmpty();
  }

  /** L7, M10: the record of a killed holder stands for its TTL and the grace at most. */
  @Test
  void aKilledHolderFreesTheLockInTimeAndItsCommandEnds() {
    NodeProcess first = lock("echo in $$; sleep 600");
    long command = processOf(first.await(line -> line.startsWith("in "), SOON));
    NodeProcess second = lock(SECTION);
    eventually(() -> waiters() > 0);
    first.kill();
    long killed = System.nanoTime();
    second.await(line -> line.startsWith("in "), SOON);
    assertThat(Duration.ofNanos(System.nanoTime() - killed))
        .isLessThan(TTL.plus(GRACE).plus(SLACK));
    eventually(() -> !isAlive(command));
  }

  /** Waiting kits listen to the channel of the lock. */
  private int waiters() {
    return redis.commandCalls().getOrDefault("subscribe", 0L).intValue();
  }

  @Test
  void aServerThatIsStoppedForLongerThanTheValidityEndsTheCommand() {
    NodeProcess shell = lock("echo in $$; sleep 600; echo survived");
    long command = processOf(shell.await(line -> line.startsWith("in "), SOON));
    redis.pause();
    long paused = System.nanoTime();
    eventually(() -> !isAlive(command));
    assertThat(Duration.ofNanos(System.nanoTime() - paused))
        .as("the command ends by the validity, not before a third of it")
        .isBetween(TTL.dividedBy(3), TTL.plus(SLACK));
    redis.resume();
    assertThat(shell.exitCode(SOON)).isEqualTo(ExitCode.LOST);
    assertThat(shell.lines()).doesNotContain("survived");
    assertThat(shell.errorLines())
        .as("one line, and no talk of the client")
        .singleElement()
        .asString()
        .startsWith("lockstep: lost a (token ")
        .contains("EXPIRED");
  }

  @Test
  void aServerThatIsBackInTimeEndsNothing() {
    NodeProcess shell = lock(SECTION);
    shell.await(line -> line.startsWith("in "), SOON);
    redis.kill();
    redis.restart();
    shell.send("go");
    assertThat(shell.exitCode(SOON)).isEqualTo(3);
    assertThat(shell.errorLines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 15, 21", "INT, 2, 22", "HUP, 1, 23"})
  void aSignalIsPassedOnAndTheLockReleased(String signal, int number, int code) throws Exception {
    NodeProcess shell =
        lock(
            "trap 'echo told; exit "
                + code
                + "' "
                + signal
                + "; echo in $$; while :; do sleep 0.05; done");
    shell.await(line -> line.startsWith("in "), SOON);
    signal(shell.pid(), signal);
    if (isIgnoredHere(number)) {
      // As nohup asks: who is started so passes nothing on. A signal that nobody ignores ends it.
      signal(shell.pid(), "TERM");
      assertThat(shell.exitCode(SOON)).isEqualTo(143);
      assertThat(shell.lines()).doesNotContain("told");
    } else {
      assertThat(shell.exitCode(SOON)).isEqualTo(code);
      assertThat(shell.lines()).contains("told");
    }
    assertThat(Ran.lockstep("lock", "a", "--wait", "0s", "--url", redis.url(), "--", "true"))
        .extracting(Ran::exitCode)
        .isEqualTo(0);
  }

  @Test
  void aSignalEndsTheWaitForTheLock() throws Exception {
    NodeProcess holder = lock(SECTION);
    holder.await(line -> line.startsWith("in "), SOON);
    NodeProcess waiting = lock("echo in $$");
    eventually(() -> waiters() > 0);
    signal(waiting.pid(), "TERM");
    assertThat(waiting.exitCode(SOON)).isEqualTo(143);
    assertThat(waiting.lines()).isEmpty();
    holder.send("go");
    assertThat(holder.exitCode(SOON)).isEqualTo(3);
  }

  @Test
  void aNumberIsHeldUntilItsProcessIsEnded() throws Exception {
    NodeProcess holding = shell("number", "workers", "--max", "1");
    holding.await(line -> line.equals("0"), SOON);
    assertThat(number().exitCode()).isEqualTo(ExitCode.NOT_ACQUIRED);
    signal(holding.pid(), "TERM");
    assertThat(holding.exitCode(SOON)).isEqualTo(143);
    assertThat(number().exitCode()).isZero();
  }

  private Ran number() {
    return Ran.lockstep("number", "workers", "--max", "1", "--url", redis.url(), "--", "true");
  }

  /** A term that an operator ends: the command of that term ends, and another is run. */
  @Test
  void aCommandRunsAgainWithEachTermOfLeadership() {
    NodeProcess node =
        shell(
            "elect",
            "invoices",
            "--ttl",
            "2s",
            "--node",
            "ann",
            "--",
            "sh",
            "-c",
            "echo leads $LOCKSTEP_TOKEN; exec sleep 600");
    long first = tokenOf(node.await(line -> line.startsWith("leads "), SOON));
    try (Kit operator = Lockstep.connect(redis.url())) {
      Holder leader = operator.inspector().holders(LeaseKind.LEADER).get(0);
      assertThat(leader.nodeKey()).isEqualTo("ann");
      assertThat(leader.token()).isEqualTo(first);
      assertThat(operator.inspector().revoke(leader)).isTrue();
    }
    long second = tokenOf(node.await(line -> line.startsWith("leads "), SOON));
    assertThat(second).isGreaterThan(first);
    assertThat(node.errorLines()).singleElement().asString().contains("lost invoices", "REVOKED");
  }

  @Test
  void changesOfLeadershipArePrintedAndNodesAreSeenToComeAndGo() throws Exception {
    NodeProcess watching = shell("nodes", "invoices", "--watch");
    NodeProcess ann = shell("elect", "invoices", "--ttl", "2s", "--node", "ann");
    ann.await(line -> line.startsWith("elected ann token "), SOON);
    watching.await(line -> line.startsWith("+ invoices") && line.contains(" ann "), SOON);
    NodeProcess bob = shell("elect", "invoices", "--ttl", "2s", "--node", "bob", "--json");
    bob.await(line -> line.contains("\"event\":\"leader\"") && line.contains("\"ann\""), SOON);
    watching.await(line -> line.startsWith("+ invoices") && line.contains(" bob "), SOON);
    signal(ann.pid(), "TERM");
    assertThat(ann.exitCode(SOON)).isEqualTo(143);
    bob.await(line -> line.contains("\"event\":\"elected\""), SOON);
    watching.await(line -> line.startsWith("- invoices") && line.contains(" ann "), SOON);
  }

  @Test
  void aServerOfServersEndsWithACommandThatIsKilled() {
    NodeProcess servers = NodeProcess.start(Main.class, "servers", "--backend", "redis");
    shells.add(servers);
    String line = servers.await(said -> said.startsWith("redis redis://"), SOON);
    int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    assertThat(answers(port)).isTrue();
    servers.kill();
    eventually(() -> !answers(port));
  }

  private static boolean answers(int port) {
    try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return open.isConnected();
    } catch (IOException gone) {
      return false;
    }
  }

  private NodeProcess lock(String script) {
    return shell("lock", "a", "--ttl", TTL.toSeconds() + "s", "--", "sh", "-c", script);
  }

  /** The URL comes with the name, ahead of the command. */
  private NodeProcess shell(String command, String name, String... more) {
    List<String> words = new ArrayList<>(List.of(command, name, "--url", redis.url()));
    words.addAll(List.of(more));
    NodeProcess shell = NodeProcess.start(Main.class, words.toArray(String[]::new));
    shells.add(shell);
    return shell;
  }

  private static void signal(long process, String name) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process).inheritIO().start().waitFor();
  }

  /** Whether whoever started these tests had it ignored, which every child inherits. */
  private static boolean isIgnoredHere(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .collect(Collectors.joining());
    return (Long.parseUnsignedLong(ignored, 16) >> (signal - 1) & 1) == 1;
  }

  private static long processOf(String line) {
    return Long.parseLong(line.substring("in ".length()));
  }

  private static long tokenOf(String line) {
    return Long.parseLong(line.substring("leads ".length()));
  }

  private static boolean isAlive(long process) {
    return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(condition);
  }
}

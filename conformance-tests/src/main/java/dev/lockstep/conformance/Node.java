package dev.lockstep.conformance;

import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node under test, to be talked to, killed and frozen. Thread-safe. */
final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(90);

  private final NodeHost host;
  private final AtomicLong asked;
  private final Executor threads;

  /**
   * A node in that host.
   *
   * @param asked counts what nodes are told
   * @param threads where calls wait that are to take long
   */
  Node(NodeHost host, AtomicLong asked, Executor threads) {
    this.host = host;
    this.asked = asked;
    this.threads = threads;
  }

  /** Whether it holds a lease, and when it said so. */
  record Held(boolean held, long at, long token) {}

  Grant lock(String key, LockOptions options) {
    return lock(key, options, BOUND);
  }

  private Grant lock(String key, LockOptions options, Duration bound) {
    return Grant.parse(ask("lock " + key + " " + OptionText.write(options), bound, "granted"));
  }

  /** Waits for it until a holder that was killed is gone on any backend. */
  CompletableFuture<Grant> lockLater(String key, LockOptions options) {
    return CompletableFuture.supplyAsync(() -> lock(key, options, LONG), threads);
  }

  Optional<Grant> tryLock(String key, LockOptions options) {
    String[] words =
        ask("tryLock " + key + " " + OptionText.write(options), BOUND, "granted", "taken");
    return words[0].equals("taken") ? Optional.empty() : Optional.of(Grant.parse(words));
  }

  void release(String key) {
    ask("release " + key, BOUND, "released");
  }

  Held held(String key) {
    String[] words = ask("held " + key, BOUND, "held");
    return new Held(
        Boolean.parseBoolean(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
  }

  /** Counts in an unguarded file; see {@link Contender}. */
  CompletableFuture<List<Section>> contendLater(
      String key, LockOptions options, int times, String file) {
    String line = "contend " + key + " " + OptionText.write(options) + " " + times + " " + file;
    return CompletableFuture.supplyAsync(
        () -> Arrays.stream(ask(line, LONG, "sections")).skip(1).map(Section::parse).toList(),
        threads);
  }

  /** The same without end; nobody hears of the sections. */
  void contendUntilKilled(String key, LockOptions options, String file) {
    untilKilled("contend " + key + " " + OptionText.write(options) + " 1000000 " + file);
  }

  /** Tells it something that has no end. */
  void untilKilled(String line) {
    asked.incrementAndGet();
    threads.execute(
        () -> {
          try {
            host.ask(line, LONG);
          } catch (RuntimeException killed) {
            LOG.debug("a node that was to contend until it is killed was killed", killed);
          }
        });
  }

  /** SIGKILL; returns the time before it. */
  long kill() {
    long before = System.nanoTime();
    host.kill();
    return before;
  }

  void freeze() {
    host.freeze();
  }

  void thaw() {
    host.thaw();
  }

  @Override
  public void close() {
    host.close();
  }

  /** Does this on a thread of the test. */
  <T> CompletableFuture<T> later(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, threads);
  }

  /**
   * Tells it a line; the words of its answer, of which the first is one of the expected.
   *
   * @throws AssertionError if it answers anything else
   */
  String[] ask(String line, Duration bound, String... expected) {
    asked.incrementAndGet();
    String answer = host.ask(line, bound);
    String[] words = answer.split(" ", -1);
    if (!List.of(expected).contains(words[0])) {
      throw new AssertionError("a node was told \"" + line + "\" and answered: " + answer);
    }
    return words;
  }
}

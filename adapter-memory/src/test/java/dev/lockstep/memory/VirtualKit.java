package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Atomic;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.spi.LockstepObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A kit in virtual time. Its way to the server counts what is asked, and fails when it is told. It
 * needs no closing: it has no thread.
 */
final class VirtualKit {
  final EngineAtomic atomic;
  final FaultyNode node;
  private final VirtualTime time;
  private final List<Question> asked = new ArrayList<>();

  VirtualKit(VirtualTime time, MemoryServer server, String nodeKey) {
    this(time, server, nodeKey, Runnable::run, LockstepObserver.none());
  }

  VirtualKit(
      VirtualTime time,
      MemoryServer server,
      String nodeKey,
      Executor listeners,
      LockstepObserver observer) {
    this.time = time;
    this.node =
        new FaultyNode(new MemoryStore(server, "here", time, () -> {}), time, new Counting(asked));
    this.atomic =
        EngineAtomic.on(
            node.store(),
            new VirtualConfig(time, nodeKey, listeners, observer),
            Law.STANDARD,
            new Random(nodeKey.hashCode()));
  }

  private record Counting(List<Question> asked) implements Link {
    @Override
    public Fate fate(Question question) {
      asked.add(question);
      return Fate.prompt();
    }

    @Override
    public List<Duration> hints() {
      return List.of(Duration.ZERO);
    }

    @Override
    public Optional<Fate> outage() {
      return Optional.empty();
    }
  }

  FaultyLink link() {
    return node.link();
  }

  /** How often that was asked, and reached the server, since the last time it was forgotten. */
  int asked(Question question) {
    return Collections.frequency(asked, question);
  }

  void forgetAsked() {
    asked.clear();
  }

  static LockOptions ttl(Duration ttl) {
    return LockOptions.defaults().ttl(ttl);
  }

  /** The lock, which must be free. */
  Lease lock(String name, LockOptions options) {
    return now(tryLock(name, options)).orElseThrow();
  }

  Lease lock(String name) {
    return lock(name, LockOptions.defaults());
  }

  CompletableFuture<Optional<Lease>> tryLock(String name, LockOptions options) {
    return atomic.mutex(name).with(options).tryLockAsync();
  }

  CompletableFuture<Lease> waitFor(String name, LockOptions options) {
    return atomic.mutex(name).with(options).lockAsync();
  }

  Atomic kit() {
    return atomic;
  }

  /** An answer that must be there. */
  static <T> T now(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertThat(future).isDone();
    return future.join();
  }

  /** A failure that must be there. */
  static Throwable failed(CompletionStage<?> stage) {
    CompletableFuture<?> future = stage.toCompletableFuture();
    assertThat(future).isCompletedExceptionally();
    try {
      throw new AssertionError("answered " + future.join());
    } catch (CompletionException failed) {
      return failed.getCause() == null ? failed : failed.getCause();
    }
  }

  /** The answer within that time. */
  <T> T within(Duration bound, CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    Duration step = Duration.ofMillis(1);
    for (Duration left = bound; !future.isDone() && !left.isNegative(); left = left.minus(step)) {
      time.advance(step);
    }
    return now(future);
  }
}

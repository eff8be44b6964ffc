package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KitThreadsTest {
  @Test
  void whatTheUsersExecutorRefusesRunsOnAThreadOfTheKit() throws Exception {
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    try (KitThreads threads = KitThreads.start("ann", Optional.of(full))) {
      CompletableFuture<String> told = new CompletableFuture<>();
      threads.listeners().execute(() -> told.complete(Thread.currentThread().getName()));
      assertThat(told.get(60, TimeUnit.SECONDS)).startsWith("lockstep-ann-listener-");
    }
  }

  @Test
  void whatTheUsersExecutorTakesRunsThereAlone() {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    try (KitThreads threads = KitThreads.start("ann", Optional.of(Runnable::run))) {
      threads.listeners().execute(() -> ran.complete(Thread.currentThread()));
    }
    assertThat(ran).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void aListenerThatIsRefusedSomethingItselfDoesNotRunAgain() {
    AtomicInteger runs = new AtomicInteger();
    try (KitThreads threads = KitThreads.start("ann", Optional.of(Runnable::run))) {
      Runnable listener =
          () -> {
            runs.incrementAndGet();
            throw new RejectedExecutionException("another queue is full");
          };
      assertThatThrownBy(() -> threads.listeners().execute(listener))
          .hasMessage("another queue is full");
    }
    assertThat(runs).hasValue(1);
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decisive reads, asked again while that may help and the operation timeout is not over. */
final class Reading {
  private final Kernel kernel;

  Reading(Kernel kernel) {
    this.kernel = kernel;
  }

  CompletableFuture<Optional<Entry>> get(Key key, String name) {
    return ask("reading", name, () -> kernel.store().get(key));
  }

  /** All pages of a domain; an empty domain stands for all. */
  CompletableFuture<List<Entry>> list(String kind, String domain, String name) {
    return page(kind, domain, name, Optional.empty(), new ArrayList<>());
  }

  private CompletableFuture<List<Entry>> page(
      String kind, String domain, String name, Optional<String> cursor, List<Entry> before) {
    CompletableFuture<Page> page =
        ask("listing", name, () -> kernel.store().list(kind, domain, cursor));
    return page.thenCompose(
        found -> {
          before.addAll(found.entries());
          return found.cursor().isEmpty()
              ? CompletableFuture.completedFuture(before)
              : page(kind, domain, name, found.cursor(), before);
        });
  }

  <T> CompletableFuture<T> ask(String what, String name, Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> promise = kernel.promise();
    kernel.turn(() -> new Question<>(what, name, call, promise).ask());
    return promise;
  }

  private final class Question<T> {
    private final String what;
    private final String name;
    private final Supplier<CompletionStage<T>> call;
    private final CompletableFuture<T> promise;
    private final Moment begun = kernel.now();
    private int failures;

    Question(
        String what, String name, Supplier<CompletionStage<T>> call, CompletableFuture<T> promise) {
      this.what = what;
      this.name = name;
      this.call = call;
      this.promise = promise;
    }

    void ask() {
      if (kernel.isClosed()) {
        kernel.afterwards(() -> promise.completeExceptionally(Failures.closed()));
        return;
      }
      long left = kernel.patience().operation() - kernel.now().since(begun);
      long timeout = failures == 0 ? kernel.patience().operation() : Math.max(1, left);
      kernel.request(what, name, timeout, call, this::take);
    }

    private void take(@Nullable T value, @Nullable Throwable error, boolean late) {
      if (late) {
        return;
      }
      if (value != null) {
        kernel.afterwards(() -> promise.complete(value));
        return;
      }
      Throwable cause =
          error == null ? new IllegalStateException("the store left no answer") : error;
      long pause = kernel.patience().backoff(failures++);
      long left = kernel.patience().operation() - kernel.now().since(begun) - pause;
      if (Failures.isTransient(cause) && left > 0 && !kernel.isClosed()) {
        kernel.after(pause, this::ask);
      } else {
        Throwable told = Failures.unavailable(kernel, what, name, cause);
        kernel.afterwards(() -> promise.completeExceptionally(told));
      }
    }
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.LeaseEnd;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Completes the instant a lease is lost, so that nobody can be granted the same before (L2); yet
 * what depends on it runs on the listener executor, never on the thread that noticed the loss (L5).
 */
final class LossFuture extends CompletableFuture<LeaseEnd> {
  private final Executor listeners;

  LossFuture(Executor listeners) {
    this.listeners = listeners;
  }

  @Override
  public Executor defaultExecutor() {
    return listeners;
  }

  @Override
  public <U> CompletableFuture<U> thenApply(Function<? super LeaseEnd, ? extends U> fn) {
    return plain().thenApplyAsync(fn, listeners);
  }

  @Override
  public CompletableFuture<Void> thenAccept(Consumer<? super LeaseEnd> action) {
    return plain().thenAcceptAsync(action, listeners);
  }

  @Override
  public CompletableFuture<Void> thenRun(Runnable action) {
    return plain().thenRunAsync(action, listeners);
  }

  @Override
  public <U, V> CompletableFuture<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super LeaseEnd, ? super U, ? extends V> fn) {
    return plain().thenCombineAsync(other, fn, listeners);
  }

  @Override
  public <U> CompletableFuture<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super LeaseEnd, ? super U> action) {
    return plain().thenAcceptBothAsync(other, action, listeners);
  }

  @Override
  public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
    return plain().runAfterBothAsync(other, action, listeners);
  }

  @Override
  public <U> CompletableFuture<U> applyToEither(
      CompletionStage<? extends LeaseEnd> other, Function<? super LeaseEnd, U> fn) {
    return plain().applyToEitherAsync(other, fn, listeners);
  }

  @Override
  public CompletableFuture<Void> acceptEither(
      CompletionStage<? extends LeaseEnd> other, Consumer<? super LeaseEnd> action) {
    return plain().acceptEitherAsync(other, action, listeners);
  }

  @Override
  public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
    return plain().runAfterEitherAsync(other, action, listeners);
  }

  @Override
  public <U> CompletableFuture<U> thenCompose(
      Function<? super LeaseEnd, ? extends CompletionStage<U>> fn) {
    return plain().thenComposeAsync(fn, listeners);
  }

  @Override
  public CompletableFuture<LeaseEnd> whenComplete(
      BiConsumer<? super LeaseEnd, ? super Throwable> action) {
    return plain().whenCompleteAsync(action, listeners);
  }

  @Override
  public <U> CompletableFuture<U> handle(BiFunction<? super LeaseEnd, Throwable, ? extends U> fn) {
    return plain().handleAsync(fn, listeners);
  }

  /**
   * The asynchronous forms of the superclass are the right ones; only the direct ones are replaced
   * here.
   */
  private CompletableFuture<LeaseEnd> plain() {
    return this;
  }
}

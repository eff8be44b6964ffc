package dev.lockstep.memory;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.spi.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One question of a faulty node, on its way there and back.
 *
 * @param <R> the type of the answer
 */
final class Exchange<R> {
  private final FaultyNode node;
  private final Question question;
  private final Supplier<CompletionStage<R>> send;
  private final Consumer<CompletableFuture<R>> nobodyKnows;
  private final CompletableFuture<R> answer = new CompletableFuture<>();

  private Exchange(
      FaultyNode node,
      Question question,
      Supplier<CompletionStage<R>> send,
      Consumer<CompletableFuture<R>> nobodyKnows) {
    this.node = node;
    this.question = question;
    this.send = send;
    this.nobodyKnows = nobodyKnows;
  }

  /** A write, which answers such as {@link Outcome.Unknown} where nobody knows. */
  static <R> CompletionStage<R> write(
      FaultyNode node,
      Question question,
      Supplier<CompletionStage<R>> send,
      Function<Throwable, R> unknown,
      Supplier<BackendUnavailableException> cause) {
    return new Exchange<>(
            node, question, send, answer -> answer.complete(unknown.apply(cause.get())))
        .begin();
  }

  /** A read, which fails where nobody knows. */
  static <R> CompletionStage<R> read(
      FaultyNode node,
      Question question,
      Supplier<CompletionStage<R>> send,
      Supplier<BackendUnavailableException> cause) {
    return new Exchange<>(node, question, send, answer -> answer.completeExceptionally(cause.get()))
        .begin();
  }

  private CompletionStage<R> begin() {
    node.power().pass(() -> depart(node.link().fate(question)));
    return answer;
  }

  private void depart(Fate fate) {
    if (fate.arrives()) {
      node.after(fate.requestDelay(), () -> arrive(fate));
    }
    if (fate.answer() == Fate.Answer.UNKNOWN) {
      giveUp(fate);
    }
  }

  private void arrive(Fate fate) {
    CompletionStage<R> there = send.get();
    if (fate.answer() == Fate.Answer.REAL) {
      there.whenComplete(
          (result, error) -> node.after(fate.answerDelay(), () -> comeBack(result, error)));
    }
  }

  private void comeBack(R result, Throwable error) {
    node.link()
        .outage()
        .ifPresentOrElse(
            cut -> {
              if (cut.answer() == Fate.Answer.UNKNOWN) {
                giveUp(cut);
              }
            },
            () -> node.power().pass(() -> finish(result, error)));
  }

  private void giveUp(Fate fate) {
    node.after(fate.answerDelay(), () -> node.power().pass(() -> nobodyKnows.accept(answer)));
  }

  private void finish(R result, Throwable error) {
    if (error == null) {
      answer.complete(result);
    } else {
      answer.completeExceptionally(error);
    }
  }
}

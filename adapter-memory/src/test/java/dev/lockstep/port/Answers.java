package dev.lockstep.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for answers of a store and says what they must be. */
public final class Answers {
  private Answers() {}

  /** The answer, which has to come within ten seconds. */
  public static <R> R answer(CompletionStage<R> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** The failure, which has to come within ten seconds. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = answer(stage);
      throw new AssertionError("it should have failed, and answered " + value);
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e : cause;
    }
  }

  /** That it was done. */
  public static Outcome.Done done(CompletionStage<Outcome> stage) {
    return answered(Outcome.Done.class, answer(stage));
  }

  /** That it was refused. */
  public static Outcome.Refused refused(CompletionStage<Outcome> stage) {
    return answered(Outcome.Refused.class, answer(stage));
  }

  /** That the session lives. */
  public static Renewal.Alive alive(CompletionStage<Renewal> stage) {
    return answered(Renewal.Alive.class, answer(stage));
  }

  /** That it is of that type. */
  public static <R> R answered(Class<R> type, Object answer) {
    assertThat(answer).isInstanceOf(type);
    return type.cast(answer);
  }
}

package dev.lockstep.bench;

import dev.lockstep.BackendUnavailableException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a client was asked. */
final class Answers {
  private static final int PATIENCE_SECONDS = 30;

  private Answers() {}

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw stuck(failed);
    } catch (TimeoutException late) {
      throw stuck(late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw stuck(interrupted);
    }
  }

  private static BackendUnavailableException stuck(Throwable cause) {
    return new BackendUnavailableException(
        "the benchmark got no further: the backend stopped answering; check that it still runs",
        null,
        null,
        cause);
  }
}

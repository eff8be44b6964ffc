package dev.lockstep.servers;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The one place where tests wait, with bounds no healthy machine reaches. */
final class Waits {
  static final Duration LONG = Duration.ofSeconds(30);

  private Waits() {}

  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(LONG).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  static void done(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(LONG.toMillis(), TimeUnit.MILLISECONDS);
  }
}

package dev.lockstep.simulation;

import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the scripts are written in: nodes do things, time passes, something is expected. */
final class Script {
  private static final long MILLI = 1_000_000L;

  private final Stage stage;

  Script(Stage stage) {
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  Node node(String name) {
    return stage.node(name, 2_000);
  }

  static LockOptions ttl(long millis) {
    return LockOptions.defaults().ttl(Duration.ofMillis(millis)).metadata(Metadata.empty());
  }

  void pass(long millis) {
    stage.world().run(millis * MILLI);
  }

  void perform(Runnable deed) {
    stage.world().perform(deed);
  }

  CompletableFuture<Lease> ask(Node node, String key, LockOptions options) {
    CompletableFuture<Lease> answer = node.kit().mutex(key).with(options).lockAsync();
    perform(() -> {});
    return answer;
  }

  /** Takes the lock within so long, or breaks the rule. */
  @Nullable Lease take(String rule, Node node, String key, LockOptions options, long withinMillis) {
    CompletableFuture<Lease> answer = ask(node, key, options);
    return await(rule, node.name() + " gets '" + key + "'", answer, withinMillis)
        ? answer.join()
        : null;
  }

  /** The answer comes within so long and is no error, or the rule is broken. */
  boolean await(String rule, String what, CompletableFuture<?> answer, long withinMillis) {
    stage.expect(withinMillis * MILLI, answer::isDone);
    return expect(
        rule,
        what + " within " + withinMillis + " ms",
        answer.isDone() && !answer.isCompletedExceptionally());
  }

  boolean expect(String rule, String what, boolean so) {
    if (!so && stage.monitor().isClean()) {
      stage.monitor().violation(rule, "it is not so that " + what);
    }
    return so;
  }

  void release(Lease lease) {
    CompletableFuture<Void> released = lease.releaseAsync();
    perform(() -> {});
    await("M4", "a release returns", released, 2_500);
  }
}

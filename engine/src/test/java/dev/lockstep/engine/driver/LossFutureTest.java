package dev.lockstep.engine.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.EndCause;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever depends on a loss runs on the listener executor, and nowhere else (L5). */
class LossFutureTest {
  private static final LeaseEnd END =
      new LeaseEnd(LeaseKind.MUTEX, "a", 5, EndCause.EXPIRED, Optional.empty());

  private final List<Runnable> pool = new ArrayList<>();
  private final List<Object> seen = new ArrayList<>();

  /** Each way to depend on one stage; its action notes what it was given. */
  private Map<String, Function<LossFuture, CompletableFuture<?>>> forms() {
    CompletableFuture<Object> done = CompletableFuture.completedFuture("done");
    CompletableFuture<LeaseEnd> never = new CompletableFuture<>();
    Map<String, Function<LossFuture, CompletableFuture<?>>> forms = new LinkedHashMap<>();
    forms.put("thenApply", loss -> loss.thenApply(this::note));
    forms.put("thenAccept", loss -> loss.thenAccept(this::note));
    forms.put("thenRun", loss -> loss.thenRun(() -> note(END)));
    forms.put("thenCombine", loss -> loss.thenCombine(done, (end, other) -> note(end)));
    forms.put("thenAcceptBoth", loss -> loss.thenAcceptBoth(done, (end, other) -> note(end)));
    forms.put("runAfterBoth", loss -> loss.runAfterBoth(done, () -> note(END)));
    forms.put("applyToEither", loss -> loss.applyToEither(never, this::note));
    forms.put("acceptEither", loss -> loss.acceptEither(never, this::note));
    forms.put("runAfterEither", loss -> loss.runAfterEither(never, () -> note(END)));
    forms.put(
        "thenCompose",
        loss -> loss.thenCompose(end -> CompletableFuture.completedFuture(note(end))));
    forms.put("whenComplete", loss -> loss.whenComplete((end, error) -> note(end)));
    forms.put("handle", loss -> loss.handle((end, error) -> note(end)));
    forms.put("thenApplyAsync", loss -> loss.thenApplyAsync(this::note));
    return forms;
  }

  private Object note(Object what) {
    seen.add(what);
    return what;
  }

  @Test
  void l5_every_form_runs_on_the_executor_when_the_lease_is_lost() {
    forms().forEach((name, form) -> check(name, form, false));
  }

  @Test
  void l5_every_form_runs_on_the_executor_when_the_lease_was_lost_before() {
    forms().forEach((name, form) -> check(name, form, true));
  }

  private void check(
      String name, Function<LossFuture, CompletableFuture<?>> form, boolean lostBefore) {
    LossFuture loss = new LossFuture(pool::add);
    if (lostBefore) {
      loss.complete(END);
    }
    CompletableFuture<?> after = form.apply(loss);
    if (!lostBefore) {
      assertThat(pool).as("%s before the loss", name).isEmpty();
      loss.complete(END);
    }
    assertThat(loss).as("the loss itself is there at once").isCompleted();
    assertThat(seen).as("%s ran on the thread that noticed the loss", name).isEmpty();
    assertThat(pool).as(name).hasSize(1);
    pool.remove(0).run();
    assertThat(seen).as(name).containsExactly(END);
    assertThat(after).as(name).isCompleted();
    seen.clear();
  }
}

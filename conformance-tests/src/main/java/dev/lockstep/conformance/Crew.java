package dev.lockstep.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * All threads that come of some calls: those that the calls start, that these start, and so on. A
 * thread is born into the group of the thread that starts it. Thread-safe.
 */
final class Crew {
  private final ThreadGroup group = new ThreadGroup("suite-crew");
  private final List<String> strangers;

  /**
   * A crew of nobody yet.
   *
   * @param strangers how the names of threads begin that serve the whole process
   */
  Crew(List<String> strangers) {
    this.strangers = strangers;
  }

  /** Calls it on a thread of the crew. */
  <T> T does(Callable<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread caller =
        new Thread(
            group,
            () -> {
              try {
                answer.complete(call.call());
              } catch (Exception failed) {
                answer.completeExceptionally(failed);
              }
            },
            "suite-crew");
    caller.setDaemon(true);
    caller.start();
    return Eventually.answer(ConformanceBase.LONG, "a call of the crew", answer);
  }

  /** The names of those that live; the suite's own callers are none of them. */
  List<String> living() {
    Thread[] found = new Thread[group.activeCount() + 100];
    int count = group.enumerate(found, true);
    return Arrays.stream(found, 0, count)
        .filter(Objects::nonNull)
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> !name.equals(group.getName()))
        .filter(name -> strangers.stream().noneMatch(name::startsWith))
        .sorted()
        .toList();
  }
}

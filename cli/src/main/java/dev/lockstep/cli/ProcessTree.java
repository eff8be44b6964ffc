package dev.lockstep.cli;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process and all that it started. The process comes first: a shell that has to end must not go
 * on with its next line because the program of this one was ended.
 */
final class ProcessTree {
  private final ProcessHandle root;

  private ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  static ProcessTree of(Process process) {
    return new ProcessTree(process.toHandle());
  }

  /** TERM to all; KILL to those that are there after the grace. Returns when they are gone. */
  void end(Duration grace) {
    Set<ProcessHandle> all = members();
    all.forEach(ProcessHandle::destroy);
    await(all, grace);
    all.addAll(members());
    all.forEach(ProcessHandle::destroyForcibly);
    await(all, Duration.ofSeconds(10));
  }

  /** Whose parent has ended is found no more, so that this is asked before anything is ended. */
  private Set<ProcessHandle> members() {
    Set<ProcessHandle> all = new LinkedHashSet<>();
    all.add(root);
    root.descendants().forEach(all::add);
    return all;
  }

  private static void await(Set<ProcessHandle> all, Duration bound) {
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException some) {
      // Those that are left get the next signal.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.lockstep.zookeeper;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * All threads that come of some calls, whatever else runs in this JVM: a thread is born into the
 * group of the thread that starts it.
 */
final class Crew {
  private static final String CALLER = "caller";

  private final ThreadGroup group = new ThreadGroup("crew");

  /** Calls it on a thread of the crew. */
  <T> T does(Callable<T> call) throws Exception {
    FutureTask<T> answer = new FutureTask<>(call);
    new Thread(group, answer, CALLER).start();
    return answer.get(60, TimeUnit.SECONDS);
  }

  /** The names of those that live, but for callers. */
  List<String> living() {
    Thread[] found = new Thread[group.activeCount() + 100];
    int count = group.enumerate(found);
    return Arrays.stream(found, 0, count)
        .filter(Objects::nonNull)
        .map(Thread::getName)
        .filter(name -> !name.equals(CALLER))
        .toList();
  }
}

package dev.lockstep.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts the members of a cluster: none is ready before most of them run. */
final class SideBySide {
  private SideBySide() {}

  /** All of them, each when it accepts a write; or none. */
  static List<RealServer> start(List<? extends ServerKind> kinds) {
    String name = kinds.get(0).name();
    // Here, so that it is not unpacked by several at once.
    kinds.get(0).find();
    List<RealServer> members = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(kinds.size());
    try {
      List<Callable<RealServer>> starts = new ArrayList<>();
      kinds.forEach(kind -> starts.add(() -> OwnServer.start(kind)));
      Throwable failed = null;
      for (Future<RealServer> start : threads.invokeAll(starts)) {
        try {
          members.add(start.get());
        } catch (ExecutionException error) {
          failed = error.getCause();
        }
      }
      if (failed == null) {
        return List.copyOf(members);
      }
      members.forEach(RealServer::close);
      throw new ServerFailed(name + " started no cluster: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      members.forEach(RealServer::close);
      throw new ServerFailed(
          "interrupted while a cluster of " + name + " was started", interrupted);
    } finally {
      threads.shutdownNow();
    }
  }
}

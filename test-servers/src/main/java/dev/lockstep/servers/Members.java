package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Servers that are one cluster: none of them serves before most of them do. */
final class Members {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Members() {}

  /**
   * Starts them side by side, and returns when each serves; leaves none behind where one does not.
   *
   * @throws ServerFailed if they do not start within half a minute
   */
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

  /** Asks a member of which term it is the leader; empty if it is none, or does not answer. */
  @FunctionalInterface
  interface Ballot {
    OptionalLong ledBy(RealServer member) throws IOException;
  }

  /**
   * Whoever leads now; waits until somebody does. Who led before may say so too, of an earlier
   * term.
   *
   * @throws ServerFailed if nobody leads within half a minute
   */
  static RealServer leader(List<RealServer> members, Ballot ballot) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<Led> leader =
          members.stream()
              .flatMap(member -> led(member, ballot).stream())
              .max(Comparator.comparingLong(Led::term));
      if (leader.isPresent()) {
        return leader.get().by();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new ServerFailed("nobody leads " + members + " within " + BOUND.toSeconds() + " s", null);
  }

  private record Led(RealServer by, long term) {}

  private static Optional<Led> led(RealServer member, Ballot ballot) {
    try {
      OptionalLong term = ballot.ledBy(member);
      return term.isPresent() ? Optional.of(new Led(member, term.getAsLong())) : Optional.empty();
    } catch (IOException down) {
      return Optional.empty();
    }
  }

  /** Each host and port, as clients list them. */
  static String endpoints(List<RealServer> members) {
    return members.stream()
        .map(member -> member.host() + ":" + member.port())
        .collect(Collectors.joining(","));
  }
}

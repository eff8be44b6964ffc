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
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three members of one cluster on loopback, always our own. What was confirmed outlives the killing
 * of each of them, or of all. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  static final int SIZE = 3;
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final List<Integer> ports;
  private final List<RealServer> members;
  private final Function<String, String> url;
  private final Ballot ballot;

  private Cluster(
      List<Integer> ports, List<RealServer> members, Function<String, String> url, Ballot ballot) {
    this.ports = ports;
    this.members = members;
    this.url = url;
    this.ballot = ballot;
  }

  /** Asks a member of which term it is the leader; empty if it is none, or does not answer. */
  @FunctionalInterface
  interface Ballot {
    OptionalLong ledBy(RealServer member) throws IOException;
  }

  /**
   * Starts the members side by side, since none serves before most of them do; returns when each
   * does, and leaves none behind where one does not.
   *
   * @param portsOfEach by which a member talks to the others; they are taken beforehand, since each
   *     member is told of all at its start
   * @param kinds makes each member, by its number, of all these ports
   * @param url of all endpoints, which are separated by commas
   * @throws ServerNotFound if no such server can be had here
   * @throws ServerFailed if they do not start within half a minute
   */
  static Cluster start(
      int portsOfEach,
      Function<List<Integer>, IntFunction<ServerKind>> kinds,
      Function<String, String> url,
      Ballot ballot) {
    List<Integer> ports;
    try {
      ports = FreePorts.take(SIZE * portsOfEach);
    } catch (IOException none) {
      throw new ServerFailed("a cluster has no ports for its members: " + none.getMessage(), none);
    }
    try {
      List<ServerKind> each = IntStream.range(0, SIZE).mapToObj(kinds.apply(ports)).toList();
      return new Cluster(ports, started(each), url, ballot);
    } catch (RuntimeException failed) {
      FreePorts.release(ports);
      throw failed;
    }
  }

  private static List<RealServer> started(List<ServerKind> kinds) {
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

  /** All of them, those that are down too. */
  public List<RealServer> members() {
    return members;
  }

  /** What a client connects with: every member. */
  public String url() {
    return url.apply(
        members.stream()
            .map(member -> member.host() + ":" + member.port())
            .collect(Collectors.joining(",")));
  }

  /**
   * Whoever leads now; waits until somebody does. Who led before may say so too, of an earlier
   * term.
   *
   * @throws ServerFailed if nobody leads within half a minute
   */
  public RealServer leader() {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<Led> leader =
          members.stream()
              .flatMap(member -> led(member).stream())
              .max(Comparator.comparingLong(Led::term));
      if (leader.isPresent()) {
        return leader.get().by();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new ServerFailed("nobody leads " + this + " within " + BOUND.toSeconds() + " s", null);
  }

  private record Led(RealServer by, long term) {}

  private Optional<Led> led(RealServer member) {
    try {
      OptionalLong term = ballot.ledBy(member);
      return term.isPresent() ? Optional.of(new Led(member, term.getAsLong())) : Optional.empty();
    } catch (IOException down) {
      return Optional.empty();
    }
  }

  /** Ends every member and deletes its data; idempotent. */
  @Override
  public void close() {
    members.forEach(RealServer::close);
    FreePorts.release(ports);
  }

  @Override
  public String toString() {
    return "a cluster of " + members;
  }
}

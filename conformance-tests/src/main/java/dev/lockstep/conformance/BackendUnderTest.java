package dev.lockstep.conformance;

import dev.lockstep.spi.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One backend, started for the suite: where kits connect, and everything that can befall it. Rules
 * see nothing else of a backend. Thread-safe.
 */
public interface BackendUnderTest extends AutoCloseable {
  /** {@return how results call it, such as {@code redis}} */
  String name();

  /**
   * {@return what a verdict rests on that comes from a test in that namespace}
   *
   * @param namespace the one in question
   */
  Evidence evidence(String namespace);

  /** {@return where kits connect} */
  String url();

  /** {@return another way to the backend, for one kit, that can be made bad} */
  Wire wire();

  /**
   * {@return another node: a process of its own where the backend reaches other processes (S5)}
   *
   * @param setup what it is to be like
   */
  NodeHost node(NodeSetup setup);

  /**
   * Deletes the record of a lock as an operator does, without telling anybody; false if none stood
   * there.
   *
   * @param namespace the one in question
   * @param lock the name of the lock
   * @return whether one stood there
   */
  boolean deleteLock(String namespace, String lock);

  /**
   * Gives the record there a version that the adapter does not know, if the adapter marks records
   * with one of its own (K3); false if it does not, or if that cannot be done here.
   */
  default boolean markUnknown(String namespace, Key key) {
    return false;
  }

  /**
   * {@return where one connects and nobody ever answers, as behind a firewall that swallows
   * everything; where there is no network, a backend that is down (X1)}
   */
  String unreachableUrl();

  /**
   * {@return every trace of that namespace that the backend knows of, each in words: records and
   * whatever stands beside them, watches, subscriptions} Only what may stay for ever is left out:
   * marks of numbers, token counters, containers that the server itself reaps (X5).
   *
   * @param namespace the one in question
   */
  default SortedSet<String> traces(String namespace) {
    SortedSet<String> traces = new TreeSet<>();
    try (StoredRecords stored = StoredRecords.at(url(), namespace)) {
      stored.bodies().keySet().stream()
          .filter(key -> !key.kind().equals(StoredRecords.MARK))
          .forEach(key -> traces.add(key.path()));
    }
    return traces;
  }

  /**
   * {@return the namespaces of which anything stands, and whatever belongs to none by its whole
   * name (S4); nothing if that cannot be told here}
   */
  default Set<String> namespaces() {
    return Set.of();
  }

  /**
   * One more that lets in nobody else, and whose {@link #url()} bears user and password (X6); empty
   * if this kind of backend asks nobody who he is, or if that cannot be had here.
   */
  default Optional<BackendUnderTest> secured(String user, String password) {
    return Optional.empty();
  }

  /**
   * {@return how many connections of kits it has now, the suite's own included if it has any (C1)}
   */
  int connections();

  /**
   * How the names of threads begin that its client library keeps for the whole process, as its page
   * says (C1); none unless said so.
   */
  default List<String> processWideThreads() {
    return List.of();
  }

  /**
   * Deletes everything, as an operator does; at least everything of that namespace.
   *
   * @param namespace the one in question
   */
  void flush(String namespace);

  /** Ends the backend at once, as SIGKILL does. */
  void stop();

  /** Starts it again, with its data; returns when it answers. */
  void start();

  /** Ends it for good. */
  @Override
  void close();
}

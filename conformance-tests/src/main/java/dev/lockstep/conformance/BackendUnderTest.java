package dev.lockstep.conformance;

import java.util.List;

/**
 * One backend, started for the suite: where kits connect, and everything that can befall it. Rules
 * see nothing else of a backend. Thread-safe.
 */
public interface BackendUnderTest extends AutoCloseable {
  /** How results call it, such as {@code redis}. */
  String name();

  /** What a verdict rests on that comes from a test in that namespace. */
  Evidence evidence(String namespace);

  /** Where kits connect. */
  String url();

  /** Another way to the backend, for one kit, that can be made bad. */
  Wire wire();

  /** Another node: a process of its own where the backend reaches other processes (S5). */
  NodeHost node(NodeSetup setup);

  /**
   * Deletes the record of a lock as an operator does, without telling anybody; false if none stood
   * there.
   */
  boolean deleteLock(String namespace, String lock);

  /** How many connections of kits it has now, the suite's own included if it has any (C1). */
  int connections();

  /**
   * How the names of threads begin that its client library keeps for the whole process, as its page
   * says (C1); none unless said so.
   */
  default List<String> processWideThreads() {
    return List.of();
  }

  /** Deletes everything, as an operator does; at least everything of that namespace. */
  void flush(String namespace);

  /** Ends the backend at once, as SIGKILL does. */
  void stop();

  /** Starts it again, with its data; returns when it answers. */
  void start();

  /** Ends it for good. */
  @Override
  void close();
}

package dev.lockstep.conformance;

import java.time.Duration;

/**
 * What a node runs in. It answers the lines of {@link NodeDesk}; that of a process runs {@link
 * NodeMain}. Thread-safe.
 */
public interface NodeHost extends AutoCloseable {
  /** Sends a line and waits for its answer; other lines may be on their way meanwhile. */
  String ask(String line, Duration bound);

  /** Stops it without a word, for ever, as SIGKILL does. */
  void kill();

  /** Stops it as SIGSTOP does. */
  void freeze();

  /** Lets it run on. */
  void thaw();

  /** Kills it, if it lives, and leaves nothing of it. */
  @Override
  void close();
}

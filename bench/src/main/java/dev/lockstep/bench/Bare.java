package dev.lockstep.bench;

import java.util.concurrent.CompletionStage;

/**
 * The client library of a backend alone, on one record: it sends the requests that Lockstep sends,
 * and does nothing else. One operation at a time; each answer fails if the backend refused.
 */
public interface Bare extends AutoCloseable {
  /** Makes the record. */
  CompletionStage<?> lock();

  /** Deletes the record that {@link #lock} or {@link #handOver} made. */
  CompletionStage<?> unlock();

  /** Hands the record over to another term by one request. */
  CompletionStage<?> handOver();

  /**
   * Calls this at each release of the record from now on, by whomever, exactly once and in order,
   * on a thread of the client.
   *
   * @return whether it does: not every library can be told so
   */
  default boolean listen(Runnable released) {
    return false;
  }

  /** Ends what this client opened; not what it was lent. */
  @Override
  void close();
}

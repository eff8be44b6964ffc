package dev.lockstep.conformance;

import dev.lockstep.Kit;
import java.time.Duration;

/** The way of one kit to the backend, and what can be wrong with it. Thread-safe; never blocks. */
public interface Wire extends AutoCloseable {
  /** Where the kit connects. */
  String url();

  /** The kit that was opened on {@link #url()}. */
  default void connected(Kit kit) {}

  /** Breaks every connection and refuses new ones. */
  void cut();

  /** Swallows everything in both directions, while connections stay. */
  void blackHole();

  /** Delivers what is asked from now on so much later. */
  void delayRequests(Duration by);

  /** Delivers answers from now on so much later. */
  void delayReplies(Duration by);

  /** The next question is carried out, but its answer is lost. */
  void loseNextReply();

  /** Notifications on their way are lost; where that is a matter of time, for as long as it can. */
  void loseHints();

  /** All is well again. */
  void heal();

  /** Ends it. */
  @Override
  void close();
}

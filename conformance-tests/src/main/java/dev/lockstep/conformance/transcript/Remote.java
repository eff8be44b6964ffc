package dev.lockstep.conformance.transcript;

import dev.lockstep.LockOptions;

/** A node that can be killed. Calls fail with {@link Refused}. */
public interface Remote {
  /** Takes a lock; its token. */
  long lock(String key, LockOptions options);

  /** Whether it still holds what it took there. */
  boolean isHeld(String key);

  /** Gives it up. */
  void release(String key);

  /** Ends it without a word. */
  void kill();

  /** Stops it as a paused process stops. */
  void freeze();

  /** Lets it run on. */
  void thaw();
}

package dev.lockstep.servers;

import org.jspecify.annotations.Nullable;

/**
 * A child JVM did not start, ended, or did not say what was awaited; the message has its last
 * words.
 */
public final class NodeFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.lockstep.servers;

import org.jspecify.annotations.Nullable;

/** A server of ours did not start, restart or answer; the message ends with its last log lines. */
public final class ServerFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

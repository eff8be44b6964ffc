package dev.lockstep.servers;

import java.util.List;

/**
 * No server of a backend can be had here; the message names each thing that was tried and why it
 * failed.
 */
public final class ServerNotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerNotFound(String backend, List<String> tried) {
    super("No " + backend + " server can be had here. Tried:\n  - " + String.join("\n  - ", tried));
  }
}

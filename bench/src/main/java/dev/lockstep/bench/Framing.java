package dev.lockstep.bench;

import java.nio.ByteBuffer;

/** How what a client sends on one connection falls into requests. Without state. */
public interface Framing {
  /**
   * How long the first frame is.
   *
   * @param bytes what was sent, from the beginning of a frame; at least one byte
   * @return in bytes, maybe more than were sent yet; 0 if that cannot be said yet
   * @throws RuntimeException if it is of another protocol
   */
  int length(ByteBuffer bytes);

  /** Whether that frame is a request to the backend, and not the client's own talk. */
  boolean isRequest(ByteBuffer frame);
}

package dev.lockstep.servers;

import java.util.Arrays;

/** What a lane carries: bytes that were read at once, or how the connection is to end. */
final class Piece {
  enum Kind {
    /** Bytes for the other side. */
    BYTES,
    /** The sender has said all (FIN). */
    END,
    /** The connection broke (RST). */
    BREAK,
    /** The reply that was to be lost has been swallowed. */
    LOST
  }

  final Kind kind;
  final byte[] bytes;
  final long arrival = System.nanoTime();

  private Piece(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  static Piece of(Kind kind) {
    return new Piece(kind, new byte[0]);
  }

  static Piece copyOf(byte[] buffer, int length) {
    return new Piece(Kind.BYTES, Arrays.copyOf(buffer, length));
  }
}

package dev.lockstep.nats;

/** The user has no right to a subject; nothing was carried out. */
final class Forbidden extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Forbidden(String message) {
    super(message);
  }
}

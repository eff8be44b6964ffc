package dev.lockstep.nats;

/** There is no connection: the request was not sent. */
final class NotConnected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConnected(String message) {
    super(message);
  }
}

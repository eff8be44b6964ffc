package dev.lockstep.nats;

/**
 * No server took a request: there is no such subject, or no leader for it; nothing was carried out.
 */
final class NobodyAnswers extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NobodyAnswers(String message) {
    super(message);
  }
}

package dev.lockstep.consul;

/** What an agent said instead of what it was asked for. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal.
   *
   * @param status of HTTP
   * @param said in the agent's words
   */
  Refusal(int status, String said) {
    super(said.isEmpty() ? "HTTP " + status : said);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** What it said. */
  String said() {
    return String.valueOf(getMessage());
  }
}

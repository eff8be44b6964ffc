package dev.lockstep.memory;

import java.time.Duration;

/**
 * What becomes of one question on its way. Request and reply are apart, so that a write can be
 * applied although nobody hears of it, or after its asker was told that nobody knows.
 *
 * @param arrives whether the backend ever gets it
 * @param requestDelay how long it travels there; zero is at once, on the asking thread
 * @param answer what the asker hears
 * @param answerDelay for the real answer how long it travels back, else how long after the asking
 */
public record Fate(boolean arrives, Duration requestDelay, Answer answer, Duration answerDelay) {
  /** What the asker hears. */
  public enum Answer {
    /** What the backend answered. */
    REAL,
    /** That nobody knows: {@code Unknown} for a write, an exception for a read. */
    UNKNOWN,
    /** Nothing, ever. */
    NONE
  }

  /** Refuses answers to what never arrived. */
  public Fate {
    if (!arrives && answer == Answer.REAL) {
      throw new IllegalArgumentException("what does not arrive has no real answer");
    }
  }

  /** All is well. */
  public static Fate prompt() {
    return slow(Duration.ZERO, Duration.ZERO);
  }

  /** It takes so long there, and so long back. */
  public static Fate slow(Duration request, Duration reply) {
    return new Fate(true, request, Answer.REAL, reply);
  }

  /** It is lost, and the asker hears after so long that nobody knows. */
  public static Fate unreachable(Duration after) {
    return new Fate(false, Duration.ZERO, Answer.UNKNOWN, after);
  }

  /** It is lost, and the asker never hears of it. */
  public static Fate swallowed() {
    return new Fate(false, Duration.ZERO, Answer.NONE, Duration.ZERO);
  }

  /** It is carried out at once, but the asker hears after so long that nobody knows. */
  public static Fate replyLost(Duration after) {
    return new Fate(true, Duration.ZERO, Answer.UNKNOWN, after);
  }

  /** It is carried out at once, and the asker never hears of it. */
  public static Fate replySwallowed() {
    return new Fate(true, Duration.ZERO, Answer.NONE, Duration.ZERO);
  }

  /** The asker hears at once that nobody knows; it is carried out after so long. */
  public static Fate late(Duration request) {
    return new Fate(true, request, Answer.UNKNOWN, Duration.ZERO);
  }
}

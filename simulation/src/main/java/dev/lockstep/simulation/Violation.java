package dev.lockstep.simulation;

/**
 * A rule was broken.
 *
 * @param seed replays it
 * @param rule its number in the specification
 * @param message who, what and when
 */
public record Violation(long seed, String rule, String message) {
  @Override
  public String toString() {
    return "seed " + seed + ": " + rule + " broken: " + message;
  }
}

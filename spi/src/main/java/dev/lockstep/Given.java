package dev.lockstep;

/**
 * A value as it was given.
 *
 * @param place where
 * @param spelling the name as it is spelled there
 * @param value the text, perhaps a secret
 */
record Given(Place place, String spelling, String value) {
  /** How an error points at it. */
  String source() {
    return "given " + place.phrase() + " as " + spelling;
  }

  /** Hides the value, which may be a secret (X6). */
  @Override
  public String toString() {
    return "Given[" + source() + "]";
  }
}

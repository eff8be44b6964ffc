package dev.lockstep.conformance;

/** Thrown by a test that saw too little to say anything: red, but no finding (S3). */
final class Inconclusive extends AssertionError {
  private static final long serialVersionUID = 1;

  Inconclusive(String what) {
    super("inconclusive: " + what);
  }
}

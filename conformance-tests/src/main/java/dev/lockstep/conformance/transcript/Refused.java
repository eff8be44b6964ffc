package dev.lockstep.conformance.transcript;

/** A step that ended with an error of that code, where no {@code LockstepException} is at hand. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** An error of that code. */
  public Refused(int code) {
    super(Integer.toString(code));
    this.code = code;
  }

  /** The number of an {@code ErrorCode}. */
  public int code() {
    return code;
  }
}

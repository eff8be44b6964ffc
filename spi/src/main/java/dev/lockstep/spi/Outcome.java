package dev.lockstep.spi;

import java.util.Optional;

/** What a write came to. Unknown is never a no: the engine looks again by term. */
public sealed interface Outcome {
  /**
   * It was carried out, now or by an earlier sending of the same request.
   *
   * @param version of the record now; for a release, of no meaning
   * @param token of its term
   */
  record Done(long version, long token) implements Outcome {}

  /**
   * It was definitely not carried out.
   *
   * @param standing the record that stands there, if any
   */
  record Refused(Optional<Entry> standing) implements Outcome {}

  /**
   * Nobody can say whether it was, or will be, carried out.
   *
   * @param cause why: a {@link dev.lockstep.LockstepException} is shown to the caller as it is
   */
  record Unknown(Throwable cause) implements Outcome {}
}

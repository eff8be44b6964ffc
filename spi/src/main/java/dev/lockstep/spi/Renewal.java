package dev.lockstep.spi;

import java.util.Map;
import java.util.Set;

/** What a renewal came to. */
public sealed interface Renewal {
  /**
   * The session lives, and so do its records but for some.
   *
   * @param gone records that no longer stand, or belong to another term
   * @param moved new versions of records, where renewing changes them
   */
  record Alive(Set<Key> gone, Map<Key, Long> moved) implements Renewal {}

  /** The session is gone, and all its records with it. */
  record Gone() implements Renewal {}

  /**
   * Nobody can say.
   *
   * @param cause why
   */
  record Unknown(Throwable cause) implements Renewal {}
}

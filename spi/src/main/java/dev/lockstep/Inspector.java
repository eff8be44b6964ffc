package dev.lockstep;

import java.util.List;

/**
 * What is held in the namespace, by anyone. Thread-safe; calls block at most the operation timeout.
 */
public interface Inspector {
  /** Every live record of that kind. */
  List<Holder> holders(LeaseKind kind);

  /**
   * Takes away exactly this term, which its holder hears as {@link EndCause#REVOKED} (L6); false if
   * it had ended.
   */
  boolean revoke(Holder holder);
}

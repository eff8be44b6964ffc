package dev.lockstep;

import java.util.List;

/**
 * What is held in the namespace, by anyone. Thread-safe; calls block at most the operation timeout.
 */
public interface Inspector {
  /**
   * {@return every live record of that kind}
   *
   * @param kind what is held
   */
  List<Holder> holders(LeaseKind kind);

  /**
   * Takes away exactly this term, which its holder hears as {@link EndCause#REVOKED} (L6); false if
   * it had ended.
   *
   * @param holder whose term
   * @return whether it was still held
   */
  boolean revoke(Holder holder);

  /** {@return the base of the namespace's tokens: every token that is issued is greater (F4)} */
  long tokenBase();

  /**
   * Announces that the backend's data went back, as by a restore from a backup: from now on every
   * token, of every key, is greater than those issued before (F4). Nothing that is held ends by it.
   *
   * <p>The base is raised to a minute after the backend's clock in microseconds (that of this
   * process where the backend has none), by which tokens go on every backend; to more, if a greater
   * token was seen.
   *
   * @param seen the greatest token that is known from elsewhere, such as from the guarded resource;
   *     0 if none
   * @return the new base
   * @throws InvalidOptionException if that is so great that tokens would come to an end
   */
  long raiseTokenBase(long seen);
}

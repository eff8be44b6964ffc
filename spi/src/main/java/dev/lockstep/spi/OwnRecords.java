package dev.lockstep.spi;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a store wrote itself and has not seen end: by term, where it stands, on which session, and
 * how it was last written. For adapters whose backend compares versions but knows no terms.
 * Thread-safe.
 */
public final class OwnRecords {
  private final Map<UUID, Own> byTerm = new ConcurrentHashMap<>();

  /** Nothing was written yet. */
  public OwnRecords() {}

  /**
   * A record of ours.
   *
   * @param key where it stands
   * @param session where it lives
   * @param version of its last write that was confirmed
   * @param token of its term
   */
  public record Own(Key key, Session session, long version, long token) {}

  /**
   * A write of that term was confirmed.
   *
   * @param term the term in question
   * @param own how it was written
   */
  public void written(UUID term, Own own) {
    byTerm.put(term, own);
  }

  /**
   * {@return how that term was last written, if by this store}
   *
   * @param term the term in question
   */
  public Optional<Own> of(UUID term) {
    return Optional.ofNullable(byTerm.get(term));
  }

  /**
   * The term has ended.
   *
   * @param term the term in question
   */
  public void ended(UUID term) {
    byTerm.remove(term);
  }

  /**
   * The session has ended, and all terms on it.
   *
   * @param session what it lives on
   */
  public void ended(Session session) {
    byTerm.values().removeIf(own -> own.session() == session);
  }

  /**
   * The session lives on, but the record at that key is gone.
   *
   * @param session what it lives on
   * @param key where it stands
   */
  public void ended(Session session, Key key) {
    byTerm.values().removeIf(own -> own.session() == session && own.key().equals(key));
  }
}

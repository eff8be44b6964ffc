package dev.lockstep.spi;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param entries the records
 * @param cursor where the next part begins; empty after the last
 */
public record Page(List<Entry> entries, Optional<String> cursor) {
  /**
   * Copies the list.
   *
   * @param entries the records
   * @param cursor where the next part begins; empty after the last
   */
  public Page {
    entries = List.copyOf(entries);
  }
}

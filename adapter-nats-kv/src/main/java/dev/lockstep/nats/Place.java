package dev.lockstep.nats;

import dev.lockstep.spi.Entry;
import java.util.Optional;
import java.util.UUID;

/**
 * What stands at a key, as the leader of the stream says.
 *
 * @param record the record, if there is one
 * @param sequence of the last write there, which may be a marker's; 0 if there is nothing
 */
record Place(Optional<Stored> record, long sequence) {
  static final Place EMPTY = new Place(Optional.empty(), 0);

  /** The record, if it is of that term. */
  Optional<Stored> of(UUID term) {
    return record.filter(stored -> stored.envelope().term().equals(term));
  }

  Optional<Entry> entry() {
    return record.map(Stored::entry);
  }
}

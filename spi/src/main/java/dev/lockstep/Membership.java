package dev.lockstep;

import java.util.SortedSet;
import java.util.function.Consumer;

/** The live nodes of a domain. Thread-safe. */
public interface Membership {
  /**
   * Node keys with a live heartbeat, sorted, by the backend (H1). Blocks at most the operation
   * timeout.
   */
  SortedSet<String> aliveNodes();

  /** Whether that node has a live heartbeat (H1, H6). Blocks at most the operation timeout. */
  boolean isAlive(String nodeKey);

  /**
   * Hears joins and departures, alternating per node (H5), its own included (H4), beginning with
   * who is there.
   */
  Registration onMember(Consumer<? super MemberEvent> listener);
}

package dev.lockstep;

import java.util.SortedSet;
import java.util.function.Consumer;

/** The live nodes of a domain. Thread-safe. */
public interface Membership {
  /**
   * {@return node keys with a live heartbeat, sorted, by the backend (H1)} Blocks at most the
   * operation timeout.
   */
  SortedSet<String> aliveNodes();

  /**
   * {@return whether that node has a live heartbeat (H1, H6)} Blocks at most the operation timeout.
   *
   * @param nodeKey of the node
   */
  boolean isAlive(String nodeKey);

  /**
   * Hears joins and departures, alternating per node (H5), its own included (H4), beginning with
   * who is there.
   *
   * @param listener runs on the listener executor; may block
   * @return what removes the listener
   */
  Registration onMember(Consumer<? super MemberEvent> listener);
}

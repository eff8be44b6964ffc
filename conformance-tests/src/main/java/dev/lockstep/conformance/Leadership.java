package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.LeaderChangedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What a node heard of its own leadership, in order (E4). Thread-safe. */
final class Leadership implements Consumer<LeaderChangedEvent> {
  private final List<LeaderChangedEvent> heard = new CopyOnWriteArrayList<>();

  @Override
  public void accept(LeaderChangedEvent event) {
    heard.add(event);
  }

  List<LeaderChangedEvent> heard() {
    return heard;
  }

  int size() {
    return heard.size();
  }

  /** Whether the last that was heard is that. */
  boolean saysLeader() {
    return !heard.isEmpty() && heard.get(heard.size() - 1).isLeader();
  }

  /**
   * Elected, ousted, elected, ..., each pair of one term, each term greater than the one before.
   */
  void assertAlternates() {
    List<LeaderChangedEvent> all = List.copyOf(heard);
    for (int i = 0; i < all.size(); i++) {
      LeaderChangedEvent event = all.get(i);
      assertThat(event.isLeader()).as("event %d of %s begins a term", i, all).isEqualTo(i % 2 == 0);
      if (i > 0) {
        long before = all.get(i - 1).token();
        if (event.isLeader()) {
          assertThat(event.token()).as("the token of event %d of %s", i, all).isGreaterThan(before);
        } else {
          assertThat(event.token()).as("the token of event %d of %s", i, all).isEqualTo(before);
        }
      }
    }
  }
}

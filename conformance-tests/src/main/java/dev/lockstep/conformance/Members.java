package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.MemberEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What somebody heard of the members of a domain, in order (H5). Thread-safe. */
final class Members implements Consumer<MemberEvent> {
  private final List<MemberEvent> heard = new CopyOnWriteArrayList<>();

  @Override
  public void accept(MemberEvent event) {
    heard.add(event);
  }

  /** All news of one node. */
  List<MemberEvent> of(String nodeKey) {
    return heard.stream().filter(event -> event.nodeKey().equals(nodeKey)).toList();
  }

  int size() {
    return heard.size();
  }

  /** Who is there, as far as was heard. */
  SortedSet<String> present() {
    SortedSet<String> present = new TreeSet<>();
    for (MemberEvent event : heard) {
      if (event.joined()) {
        present.add(event.nodeKey());
      } else {
        present.remove(event.nodeKey());
      }
    }
    return present;
  }

  /**
   * Each node joined, departed, joined, ..., each pair of one incarnation, each greater than the
   * one before.
   */
  void assertAlternates() {
    Map<String, MemberEvent> before = new HashMap<>();
    for (MemberEvent event : heard) {
      MemberEvent last = before.put(event.nodeKey(), event);
      assertThat(event.joined())
          .as("%s after %s, in %s", event, last, heard)
          .isEqualTo(last == null || !last.joined());
      if (last != null && event.joined()) {
        assertThat(event.incarnation())
            .as("%s after %s, in %s", event, last, heard)
            .isGreaterThan(last.incarnation());
      } else if (last != null) {
        assertThat(event.incarnation())
            .as("%s after %s, in %s", event, last, heard)
            .isEqualTo(last.incarnation());
      }
    }
  }

  @Override
  public String toString() {
    return heard.toString();
  }
}

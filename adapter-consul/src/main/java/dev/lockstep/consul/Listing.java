package dev.lockstep.consul;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads many records at once. Thread-safe; blocks. */
final class Listing {
  /** Beyond so many records it is cheaper to read them all. */
  private static final int MOST_COMPARED = 4 * Txn.MOST;

  private final Agent agent;
  private final Layout layout;
  private final Records records;

  Listing(Agent agent, Layout layout, Records records) {
    this.agent = agent;
    this.layout = layout;
    this.records = records;
  }

  /** All of it: Consul has no listings in parts. */
  Page all(String kind, String domain) {
    List<Entry> entries = new ArrayList<>();
    for (Stored stored : stored(layout.prefix(kind, domain))) {
      entries.add(records.entry(layout.key(stored.key()), stored));
    }
    return new Page(entries, Optional.empty());
  }

  List<String> names(String kind, String domain) {
    Agent.Answer answer = agent.get("/v1/kv/" + layout.prefix(kind, domain), "keys");
    return Stored.keysIn(answer).stream().map(key -> layout.key(key).name()).toList();
  }

  /** What of all that was asked for on the session is on it. */
  Set<Key> on(ConsulSession session) {
    List<Key> asked = List.copyOf(session.keys());
    Set<Key> there = asked.size() > MOST_COMPARED ? read(session) : compared(session, asked);
    session.found(there);
    return there;
  }

  private Set<Key> compared(ConsulSession session, List<Key> asked) {
    Set<Key> there = new HashSet<>();
    for (int from = 0; from < asked.size(); from += Txn.MOST) {
      List<Key> part = asked.subList(from, Math.min(asked.size(), from + Txn.MOST));
      Txn txn = new Txn();
      part.forEach(key -> txn.on(layout.key(key), session.id()));
      Txn.Result result = txn.sent(agent, "consistent");
      for (int i = 0; i < part.size(); i++) {
        if (!result.failed(i)) {
          there.add(part.get(i));
        }
      }
    }
    return there;
  }

  private Set<Key> read(ConsulSession session) {
    Set<Key> there = new HashSet<>();
    for (Stored stored : stored(layout.root())) {
      if (layout.isRecord(stored.key()) && stored.session().equals(session.id())) {
        there.add(layout.key(stored.key()));
      }
    }
    return there;
  }

  private List<Stored> stored(String prefix) {
    return Stored.in(agent.get("/v1/kv/" + prefix, "recurse", "consistent"));
  }
}

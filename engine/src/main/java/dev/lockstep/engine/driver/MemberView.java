package dev.lockstep.engine.driver;

import dev.lockstep.MemberEvent;
import dev.lockstep.Membership;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The live nodes of a domain: listed when asked, compared while somebody listens (H1, H5). */
final class MemberView implements Membership {
  private final Kernel kernel;
  private final String domain;
  private final String encoded;
  private final String ownNode;
  private final Lookout<List<Entry>> lookout;
  private final List<Ordered<MemberEvent>> listeners = new ArrayList<>();
  private final TreeMap<String, Long> present = new TreeMap<>();
  private final Set<Long> ownDeparted = new HashSet<>();

  MemberView(Kernel kernel, String domain, String ownNode) {
    this.kernel = kernel;
    this.domain = domain;
    this.encoded = KeyCodec.encode(domain);
    this.ownNode = ownNode;
    this.lookout = new Lookout<>(kernel, new Key("node", encoded, ""), this::list, this::seen);
  }

  @Override
  public SortedSet<String> aliveNodes() {
    List<Entry> entries =
        Waits.interruptibly(list(), "listing the nodes of '" + domain + "'", () -> {});
    return Collections.unmodifiableSortedSet(
        new TreeSet<>(incarnations(entries, Set.of()).keySet()));
  }

  @Override
  public boolean isAlive(String nodeKey) {
    Objects.requireNonNull(nodeKey, "nodeKey");
    return aliveNodes().contains(nodeKey);
  }

  private CompletableFuture<List<Entry>> list() {
    return new Reading(kernel).list("node", encoded, domain);
  }

  /** The newest incarnation of each node: its token (H6). */
  private static Map<String, Long> incarnations(List<Entry> entries, Set<Long> departed) {
    Map<String, Long> newest = new TreeMap<>();
    for (Entry entry : entries) {
      RecordBody body = RecordBody.decode(entry.key().path(), entry.body());
      if (!departed.contains(entry.token())) {
        newest.merge(body.name(), entry.token(), Math::max);
      }
    }
    return newest;
  }

  @Override
  public Registration onMember(Consumer<? super MemberEvent> listener) {
    Objects.requireNonNull(listener, "listener");
    Ordered<MemberEvent> ordered = new Ordered<>(kernel, listener, this::removed);
    kernel.turn(
        () -> {
          present.forEach((node, token) -> ordered.tell(new MemberEvent(true, node, token)));
          listeners.add(ordered);
          lookout.want();
        });
    return ordered;
  }

  private void removed(Ordered<MemberEvent> listener) {
    listeners.remove(listener);
    if (listeners.isEmpty()) {
      present.clear();
      lookout.rest();
    }
  }

  /**
   * This node's own incarnation was lost: its record may stand for a moment, but it is gone (H4).
   */
  void ownDeparted(long token) {
    ownDeparted.add(token);
    Long shown = present.get(ownNode);
    if (shown != null && shown == token) {
      present.remove(ownNode);
      tell(new MemberEvent(false, ownNode, shown));
    }
  }

  private boolean seen(List<Entry> entries) {
    compare(incarnations(entries, ownDeparted));
    ownDeparted.retainAll(entries.stream().map(Entry::token).toList());
    return false;
  }

  private void compare(Map<String, Long> now) {
    for (Map.Entry<String, Long> before : new TreeMap<>(present).entrySet()) {
      Long token = now.get(before.getKey());
      if (token == null || token > before.getValue()) {
        present.remove(before.getKey());
        tell(new MemberEvent(false, before.getKey(), before.getValue()));
      }
    }
    for (Map.Entry<String, Long> node : now.entrySet()) {
      if (!present.containsKey(node.getKey())) {
        present.put(node.getKey(), node.getValue());
        tell(new MemberEvent(true, node.getKey(), node.getValue()));
      }
    }
  }

  private void tell(MemberEvent event) {
    listeners.forEach(listener -> listener.tell(event));
  }

  void stop() {
    present.clear();
    lookout.stop();
  }
}

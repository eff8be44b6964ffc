package dev.lockstep.redis;

import dev.lockstep.spi.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Renews many records in few requests: up to a hundred of one index each, all in one write. */
final class Renewing {
  private static final int AT_ONCE = 100;

  private Renewing() {}

  /** The entries that are gone, or belong to another term. */
  static CompletableFuture<List<Entry>> send(
      Wire wire, Layout layout, Duration ttl, Collection<Entry> entries) {
    record Shelf(int bucket, String kind) {}
    Map<Shelf, List<Entry>> shelves = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Shelf shelf = new Shelf(Layout.bucket(entry.key()), entry.key().kind());
      shelves.computeIfAbsent(shelf, s -> new ArrayList<>()).add(entry);
    }
    List<List<Entry>> parts = new ArrayList<>();
    for (List<Entry> shelf : shelves.values()) {
      for (int i = 0; i < shelf.size(); i += AT_ONCE) {
        parts.add(shelf.subList(i, Math.min(shelf.size(), i + AT_ONCE)));
      }
    }
    var answers = wire.call(parts.stream().map(part -> call(layout, ttl, part)).toList());
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              List<Entry> gone = new ArrayList<>();
              for (int i = 0; i < parts.size(); i++) {
                for (Object position : answers.get(i).join()) {
                  gone.add(parts.get(i).get(((Long) position).intValue()));
                }
              }
              return gone;
            });
  }

  private static Wire.Call call(Layout layout, Duration ttl, List<Entry> part) {
    byte[][] keys = new byte[part.size() + 1][];
    byte[][] args = new byte[2 * part.size() + 1][];
    args[0] = Layout.ascii(Long.toString(ttl.toMillis()));
    for (int i = 0; i < part.size(); i++) {
      Layout.Place at = layout.place(part.get(i).key());
      keys[0] = at.index();
      keys[i + 1] = at.record();
      args[2 * i + 1] = Stored.term(part.get(i).term());
      args[2 * i + 2] = at.member();
    }
    return new Wire.Call(Script.RENEW, keys, args);
  }
}

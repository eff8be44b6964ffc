package dev.lockstep.memory;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A listing of a kind, page by page. A cursor is the domain and name that ended the page before,
 * and so survives any change in between.
 *
 * @param domain empty for every domain
 */
record Listing(String namespace, String kind, String domain) {
  private static final int PAGE = 500;

  Page page(Records records, Optional<String> cursor) {
    Iterator<Entry> found = records.from(start(cursor), cursor.isEmpty());
    List<Entry> entries = new ArrayList<>();
    while (found.hasNext()) {
      Entry entry = found.next();
      if (!covers(entry.key())) {
        break;
      }
      if (entries.size() == PAGE) {
        Key last = entries.get(PAGE - 1).key();
        return new Page(entries, Optional.of(last.domain() + "/" + last.name()));
      }
      entries.add(entry);
    }
    return new Page(entries, Optional.empty());
  }

  List<String> names(Records records) {
    List<String> names = new ArrayList<>();
    Iterator<Entry> found = records.from(start(Optional.empty()), true);
    while (found.hasNext()) {
      Entry entry = found.next();
      if (!covers(entry.key())) {
        break;
      }
      names.add(entry.key().name());
    }
    return names;
  }

  private Place start(Optional<String> cursor) {
    String[] last = cursor.orElse(domain + "/").split("/", 2);
    return new Place(namespace, new Key(kind, last[0], last[1]));
  }

  private boolean covers(Key key) {
    return key.kind().equals(kind) && (domain.isEmpty() || key.domain().equals(domain));
  }
}

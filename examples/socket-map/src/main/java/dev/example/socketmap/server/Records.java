package dev.example.socketmap.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The map and its law. Confined to the server's one thread. */
final class Records {
  private final NavigableMap<String, Standing> standing = new TreeMap<>();
  private final Map<String, Long> bases = new HashMap<>();
  private final Journal journal;
  private final BiConsumer<String, Boolean> changed;
  private String history;
  private long last;

  /**
   * What the journal knows; times to live begin anew.
   *
   * @param changed hears of each key that was freed, or made
   */
  Records(Journal journal, BiConsumer<String, Boolean> changed) {
    this.journal = journal;
    this.changed = changed;
    this.history = journal.replay(standing, bases);
    bases.values().forEach(base -> last = Math.max(last, base));
    standing.values().forEach(there -> last = Math.max(last, there.version()));
  }

  /** {@code ID COMMAND ...}; the answer without the id. */
  String answer(String[] words) {
    return switch (words[1]) {
      case "GET" -> show(words[2], standing.get(words[2]));
      case "GRANT" -> grant(words[2], words[3], words[4], Long.parseLong(words[5]));
      case "REGRANT" ->
          regrant(words[2], words[3], words[4], words[5], words[6], Long.parseLong(words[7]));
      case "REWRITE" -> rewrite(words[2], words[3], words[4], words[5]);
      case "RELEASE" -> release(words[2], words[3]);
      case "RENEW" -> renew(words);
      case "LIST" -> list(words[2], words[3], Integer.parseInt(words[4]));
      case "KEYS" -> "KEYS " + String.join(" ", keys(words[2]));
      case "HISTORY" -> history(words[2], Long.parseLong(words[3]));
      case "DELETE" -> "DONE " + free(words[2]);
      case "FLUSH" -> flush();
      default -> "ERROR no such command: " + words[1];
    };
  }

  /** Frees what is over; called by the clock, so that a question does not cost a look at all. */
  void expire() {
    long now = System.nanoTime();
    List<String> over = new ArrayList<>();
    standing.forEach(
        (key, there) -> {
          if (there.ttl() > 0 && there.until() - now <= 0) {
            over.add(key);
          }
        });
    over.forEach(this::free);
  }

  private String grant(String key, String term, String body, long ttl) {
    Standing there = standing.get(key);
    if (there == null) {
      return make(key, term, body, ttl);
    }
    return there.term().equals(term) ? again(key, there) : show(key, there);
  }

  private String regrant(
      String key, String from, String version, String term, String body, long ttl) {
    Standing there = standing.get(key);
    if (there != null && there.term().equals(term)) {
      return again(key, there);
    }
    return stands(there, from, version) ? make(key, term, body, ttl) : show(key, there);
  }

  private String rewrite(String key, String term, String version, String body) {
    Standing there = standing.get(key);
    if (there == null || !stands(there, term, version)) {
      return show(key, there);
    }
    return put(key, new Standing(term, body, next(), there.token(), there.ttl(), there.until()));
  }

  private String release(String key, String term) {
    Standing there = standing.get(key);
    if (there == null || !there.term().equals(term)) {
      return show(key, there);
    }
    free(key);
    return done(there);
  }

  /** Every other word from the fourth on is a key, followed by the term that should be there. */
  private String renew(String[] words) {
    StringJoiner gone = new StringJoiner(" ", "GONE ", "");
    for (int i = 3; i < words.length; i += 2) {
      Standing there = standing.get(words[i]);
      if (there == null || !there.term().equals(words[i + 1])) {
        gone.add(words[i]);
      } else {
        standing.put(words[i], there.renewed(Long.parseLong(words[2])));
      }
    }
    return gone.toString();
  }

  private String list(String prefix, String after, int most) {
    List<String> keys =
        standing.tailMap(after, false).keySet().stream()
            .takeWhile(key -> key.startsWith(prefix))
            .limit(most)
            .toList();
    return keys.stream()
        .map(key -> show(key, standing.get(key)))
        .collect(Collectors.joining(" ", keys.size() + " ", ""));
  }

  private List<String> keys(String prefix) {
    return standing.tailMap(prefix, true).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .toList();
  }

  private String flush() {
    List.copyOf(standing.keySet()).forEach(this::free);
    history = UUID.randomUUID().toString();
    journal.history(history);
    return "DONE";
  }

  /** Tokens rise above that base from now on, here and elsewhere. */
  private String history(String namespace, long atLeast) {
    if (atLeast > bases.getOrDefault(namespace, 0L)) {
      bases.put(namespace, atLeast);
      last = Math.max(last, atLeast);
      journal.base(namespace, atLeast);
    }
    return "HISTORY " + history + " " + bases.getOrDefault(namespace, 0L);
  }

  private String make(String key, String term, String body, long ttl) {
    long token = next();
    String done = put(key, new Standing(term, body, token, token, ttl, 0).renewed(ttl));
    changed.accept(key, true);
    return done;
  }

  private String put(String key, Standing there) {
    standing.put(key, there);
    journal.put(key, there);
    return done(there);
  }

  private boolean free(String key) {
    boolean stood = standing.remove(key) != null;
    if (stood) {
      journal.delete(key);
      changed.accept(key, false);
    }
    return stood;
  }

  /** The same term once more: its time to live begins anew. */
  private String again(String key, Standing there) {
    standing.put(key, there.renewed(there.ttl()));
    return done(there);
  }

  /** Greater than every one before, also when the data was lost (F1, F4). */
  private long next() {
    last = Math.max(last + 1, TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    return last;
  }

  private static boolean stands(@Nullable Standing there, String term, String version) {
    return there != null && there.term().equals(term) && there.version() == Long.parseLong(version);
  }

  private static String done(Standing there) {
    return "DONE " + there.version() + " " + there.token();
  }

  private static String show(String key, @Nullable Standing there) {
    return there == null ? "FREE" : there.show(key);
  }
}

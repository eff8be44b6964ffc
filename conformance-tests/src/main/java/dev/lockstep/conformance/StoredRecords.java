package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The records of a namespace, below the engine: through the port, which takes a body as it is.
 * Thread-safe; blocks.
 */
final class StoredRecords implements AutoCloseable {
  static final String MARK = "mark";

  private static final List<String> KINDS = List.of("mutex", "leader", "node", "number", MARK);
  private static final Duration BOUND = Duration.ofSeconds(15);

  private final Kit kit;
  private final LeaseStore store;

  private StoredRecords(Kit kit, LeaseStore store) {
    this.kit = kit;
    this.store = store;
  }

  /** Those of that namespace; closed by whoever asks. */
  static StoredRecords at(String url, String namespace) {
    KitOptions options = KitOptions.of(url).namespace(namespace).nodeKey("operator");
    Kit kit = Lockstep.connect(options);
    return new StoredRecords(
        kit,
        kit.unwrap(LeaseStore.class)
            .orElseThrow(() -> new IllegalStateException("no LeaseStore is below " + kit)));
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return Eventually.answer(BOUND, "the store", stage);
  }

  /** The body of each record. */
  Map<Key, byte[]> bodies() {
    Map<Key, byte[]> bodies = new LinkedHashMap<>();
    for (String kind : KINDS) {
      Optional<String> cursor = Optional.empty();
      do {
        Page page = answer(store.list(kind, "", cursor));
        page.entries().forEach(entry -> bodies.put(entry.key(), entry.body()));
        cursor = page.cursor();
      } while (cursor.isPresent());
    }
    return bodies;
  }

  /** Writes another body into the record there; its term, token and time to live stay. */
  void rewrite(Key key, byte[] body) {
    Entry standing = answer(store.get(key)).orElseThrow();
    Outcome outcome = answer(store.rewrite(key, standing.term(), standing.version(), body));
    if (!(outcome instanceof Outcome.Done)) {
      throw new IllegalStateException(key + " was not rewritten: " + outcome);
    }
  }

  @Override
  public void close() {
    kit.close();
  }
}

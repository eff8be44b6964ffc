package dev.lockstep.zookeeper;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Reads directories of records. Thread-safe. */
final class Listing {
  private static final int PAGE = 500;

  private final Wire wire;
  private final Layout layout;
  private final Reader reader;

  Listing(Wire wire, Layout layout, Reader reader) {
    this.wire = wire;
    this.layout = layout;
    this.reader = reader;
  }

  CompletionStage<Page> page(String kind, String domain, Optional<String> cursor) {
    CompletionStage<Void> now = wire.sync(layout.root());
    return now.thenCombine(keys(kind, domain), (nothing, keys) -> keys)
        .thenCompose(
            keys -> {
              List<Key> rest =
                  keys.stream()
                      .filter(key -> cursor.isEmpty() || key.path().compareTo(cursor.get()) > 0)
                      .sorted(Comparator.comparing(Key::path))
                      .toList();
              List<Key> page = rest.subList(0, Math.min(PAGE, rest.size()));
              Optional<String> next =
                  page.size() < rest.size()
                      ? Optional.of(page.get(page.size() - 1).path())
                      : Optional.empty();
              return read(page).thenApply(entries -> new Page(entries, next));
            });
  }

  /** What was released meanwhile is left out. */
  private CompletionStage<List<Entry>> read(List<Key> page) {
    return all(page, key -> wire.read(layout.path(key)).thenApply(node -> reader.entry(key, node)))
        .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
  }

  /** Containers of dead holders among them. */
  private CompletionStage<List<Key>> keys(String kind, String domain) {
    if (!domain.isEmpty()) {
      return keysIn(kind, domain);
    }
    return wire.children(layout.kind(kind))
        .thenCompose(directories -> all(directories.orElse(List.of()), each -> keysIn(kind, each)))
        .thenApply(found -> found.stream().flatMap(List::stream).toList());
  }

  private CompletionStage<List<Key>> keysIn(String kind, String directory) {
    return wire.children(layout.kind(kind) + "/" + directory)
        .thenApply(
            names ->
                names.orElse(List.of()).stream()
                    .map(name -> Layout.key(kind, directory, name))
                    .toList());
  }

  /**
   * The names of a domain; only those that stand, if there are as many as that. Containers of dead
   * holders are free, although the servers take a minute to remove them. Each record is two nodes,
   * so that the number of nodes tells whether there are any; but for that number a server looks at
   * every node it has.
   */
  CompletionStage<List<String>> names(String kind, String domain, int tooMany) {
    return keys(kind, domain)
        .thenCompose(
            keys ->
                keys.size() < tooMany
                    ? CompletableFuture.completedFuture(keys)
                    : standing(layout.kind(kind) + "/" + domain, keys))
        .thenApply(keys -> keys.stream().map(Key::name).toList());
  }

  private CompletionStage<List<Key>> standing(String directory, List<Key> keys) {
    return wire.below(directory)
        .thenCompose(
            below ->
                below.orElse(0) >= 2 * keys.size()
                    ? CompletableFuture.completedFuture(keys)
                    : alive(keys));
  }

  private CompletionStage<List<Key>> alive(List<Key> keys) {
    return read(keys).thenApply(entries -> entries.stream().map(Entry::key).toList());
  }

  private static <A, B> CompletionStage<List<B>> all(
      Collection<A> of, Function<A, CompletionStage<B>> each) {
    List<CompletableFuture<B>> answers =
        of.stream().map(one -> each.apply(one).toCompletableFuture()).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }
}

package dev.lockstep.nats;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import io.nats.client.api.StreamInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Lists records: the leader names the subjects at which something stands, markers too, and each is
 * read by itself, all at once. Thread-safe.
 */
final class Listing {
  /** Requests on the way at a time; all the numbers of a small pool in one. */
  private static final int PAGE = 4096;

  /** How many subjects an answer names at most. */
  private static final int SUBJECTS = 100_000;

  private final Wire wire;
  private final Layout layout;
  private final Subjects subjects;
  private final Markers markers;

  Listing(Wire wire, Layout layout, Subjects subjects, Markers markers) {
    this.wire = wire;
    this.layout = layout;
    this.subjects = subjects;
    this.markers = markers;
  }

  CompletionStage<Page> page(String kind, String domain, Optional<String> cursor) {
    return keys(kind, domain)
        .thenCompose(
            keys -> {
              List<Key> rest =
                  keys.stream()
                      .filter(
                          key -> cursor.map(from -> key.path().compareTo(from) > 0).orElse(true))
                      .sorted((one, other) -> one.path().compareTo(other.path()))
                      .toList();
              List<Key> page = rest.subList(0, Math.min(PAGE, rest.size()));
              Optional<String> more =
                  page.size() < rest.size()
                      ? Optional.of(page.get(page.size() - 1).path())
                      : Optional.empty();
              return read(page).thenApply(entries -> new Page(entries, more));
            });
  }

  private CompletionStage<List<Entry>> read(List<Key> keys) {
    List<CompletableFuture<Place>> places =
        keys.stream().map(key -> subjects.read(key).toCompletableFuture()).toList();
    return CompletableFuture.allOf(places.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                places.stream()
                    .map(CompletableFuture::join)
                    .flatMap(place -> place.entry().stream())
                    .toList());
  }

  /**
   * Without those of which it is known that they are free again. Markers of others are named too,
   * as long as there are few; else a page of them is read, and those that are free are left out.
   */
  CompletionStage<List<String>> names(String kind, String domain, int tooMany) {
    return keys(kind, domain)
        .thenApply(keys -> keys.stream().filter(key -> markers.expected(key) == 0).toList())
        .thenCompose(
            keys ->
                keys.size() < tooMany
                    ? CompletableFuture.completedFuture(keys)
                    : withoutMarkers(keys))
        .thenApply(keys -> keys.stream().map(Key::name).toList());
  }

  private CompletionStage<List<Key>> withoutMarkers(List<Key> keys) {
    int some = Math.min(PAGE, keys.size());
    return read(keys.subList(0, some))
        .thenApply(
            standing ->
                Stream.concat(
                        standing.stream().map(Entry::key), keys.subList(some, keys.size()).stream())
                    .toList());
  }

  private CompletionStage<List<Key>> keys(String kind, String domain) {
    return keys(layout.records(kind, domain), 0, List.of());
  }

  private CompletionStage<List<Key>> keys(String filter, int offset, List<Key> before) {
    return wire.ask(
            "STREAM.INFO." + layout.stream(),
            "{\"subjects_filter\":\"" + filter + "\",\"offset\":" + offset + "}",
            reply -> new StreamInfo(Wire.checked(reply)))
        .thenCompose(
            info -> {
              List<Key> named =
                  info.getStreamState().getSubjects().stream()
                      .map(subject -> layout.recorded(subject.getName()))
                      .toList();
              List<Key> all =
                  before.isEmpty()
                      ? named
                      : Stream.concat(before.stream(), named.stream()).toList();
              return named.size() < SUBJECTS
                  ? CompletableFuture.completedFuture(all)
                  : keys(filter, offset + SUBJECTS, all);
            });
  }
}

package dev.lockstep.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Reads the indexes: of one bucket for a domain, of all for a kind. */
final class Listing {
  private static final int PAGE_BYTES = 448 * 1024;
  private static final int BUCKETS_AT_ONCE = 16;

  private final Wire wire;
  private final Layout layout;

  Listing(Wire wire, Layout layout) {
    this.wire = wire;
    this.layout = layout;
  }

  /** Where a listing goes on: after that member, at that score, in that bucket. */
  private record Cursor(int bucket, String score, String member) {
    static Cursor parse(String text) {
      String[] parts = text.split(" ", 3);
      return new Cursor(Integer.parseInt(parts[0]), parts[1], parts[2]);
    }

    static Cursor start(int bucket) {
      return new Cursor(bucket, "-inf", "");
    }

    @Override
    public String toString() {
      return bucket + " " + score + " " + member;
    }
  }

  CompletableFuture<Page> page(String kind, String domain, Optional<String> cursor) {
    int only = Layout.bucket(new Key(kind, domain, ""));
    int end = domain.isEmpty() ? Layout.BUCKETS : only + 1;
    Cursor from = cursor.map(Cursor::parse).orElse(Cursor.start(domain.isEmpty() ? 0 : only));
    List<Cursor> starts =
        Stream.iterate(from, c -> c.bucket < end, c -> Cursor.start(c.bucket + 1))
            .limit(BUCKETS_AT_ONCE)
            .toList();
    int bytes = PAGE_BYTES / starts.size();
    var answers =
        wire.call(starts.stream().map(start -> call(kind, domain, start, bytes)).toList());
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              List<Entry> entries = new ArrayList<>();
              for (int i = 0; i < starts.size(); i++) {
                List<Object> reply = answers.get(i).join();
                for (int j = 3; j < reply.size(); j += 3) {
                  Key key = Layout.key(kind, text(reply.get(j)));
                  entries.add(
                      Stored.entry(key, (byte[]) reply.get(j + 1), (Long) reply.get(j + 2)));
                }
                if ((Long) reply.get(0) == 1) {
                  // What came of later buckets is asked again: a cursor names one place.
                  Cursor next =
                      new Cursor(starts.get(i).bucket, text(reply.get(1)), text(reply.get(2)));
                  return new Page(entries, Optional.of(next.toString()));
                }
              }
              int next = starts.get(starts.size() - 1).bucket + 1;
              return new Page(
                  entries,
                  next < end ? Optional.of(Cursor.start(next).toString()) : Optional.empty());
            });
  }

  private Wire.Call call(String kind, String domain, Cursor from, int bytes) {
    return new Wire.Call(
        Script.LIST,
        new byte[][] {layout.index(from.bucket, kind)},
        new byte[][] {
          layout.prefix(from.bucket, kind),
          Layout.ascii(domain.isEmpty() ? "" : domain + "/"),
          Layout.ascii(from.score),
          Layout.ascii(from.member),
          Layout.ascii(Integer.toString(bytes))
        });
  }

  CompletableFuture<List<String>> names(String kind, String domain) {
    int only = Layout.bucket(new Key(kind, domain, ""));
    List<Wire.Call> calls =
        Stream.iterate(domain.isEmpty() ? 0 : only, b -> b + 1)
            .limit(domain.isEmpty() ? Layout.BUCKETS : 1)
            .map(
                bucket ->
                    new Wire.Call(
                        Script.KEYS, new byte[][] {layout.index(bucket, kind)}, new byte[0][]))
            .toList();
    var answers = wire.call(calls);
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                answers.stream()
                    .flatMap(answer -> answer.join().stream())
                    .map(member -> Layout.key(kind, text(member)))
                    .filter(key -> domain.isEmpty() || key.domain().equals(domain))
                    .map(Key::name)
                    .toList());
  }

  private static String text(Object bulk) {
    return new String((byte[]) bulk, US_ASCII);
  }
}

package dev.lockstep.etcd;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Page;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.OptionsUtil;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads ranges of records. Thread-safe. */
final class Listing {
  /** With metadata of 4 KiB each, a page stays below what gRPC takes by default. */
  private static final int PAGE = 500;

  private final KV kv;
  private final Layout layout;
  private final Records records;

  Listing(KV kv, Layout layout, Records records) {
    this.kv = kv;
    this.layout = layout;
    this.records = records;
  }

  CompletionStage<Page> page(String kind, String domain, Optional<String> cursor) {
    ByteSequence prefix = layout.prefix(kind, domain);
    ByteSequence from = cursor.map(Layout::bytes).orElse(prefix);
    GetOption option =
        GetOption.builder().withRange(OptionsUtil.prefixEndOf(prefix)).withLimit(PAGE).build();
    return kv.get(from, option)
        .thenApply(
            answer -> {
              List<Entry> entries =
                  answer.getKvs().stream()
                      .map(stored -> records.entry(layout.key(stored.getKey()), stored))
                      .toList();
              return new Page(entries, answer.isMore() ? after(answer.getKvs()) : Optional.empty());
            });
  }

  /** The least key that is greater than the last of the page. */
  private static Optional<String> after(List<KeyValue> page) {
    return Optional.of(Layout.text(page.get(page.size() - 1).getKey()) + '\0');
  }

  CompletionStage<List<String>> names(String kind, String domain) {
    ByteSequence prefix = layout.prefix(kind, domain);
    // What the asked member knows itself, since it may be stale.
    GetOption keysOnly =
        GetOption.builder().isPrefix(true).withKeysOnly(true).withSerializable(true).build();
    return kv.get(prefix, keysOnly)
        .thenApply(
            answer ->
                answer.getKvs().stream()
                    .map(stored -> layout.key(stored.getKey()))
                    .map(Key::name)
                    .toList());
  }
}

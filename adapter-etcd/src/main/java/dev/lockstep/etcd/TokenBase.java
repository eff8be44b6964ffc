package dev.lockstep.etcd;

import dev.lockstep.spi.History;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The record of the history: its id, and what is added to etcd's revisions to make tokens of them
 * (F4). Each granting transaction compares this record's revision, so that none is ever made with a
 * base that was raised, or of a history that is gone. Thread-safe.
 */
final class TokenBase {
  private static final Known NOTHING = new Known(0, new History("", 0));

  private final KV kv;
  private final Layout layout;
  private final LongSupplier wallMillis;
  private final String endpoint;
  private volatile Known known = NOTHING;

  TokenBase(KV kv, Layout layout, LongSupplier wallMillis, String endpoint) {
    this.kv = kv;
    this.layout = layout;
    this.wallMillis = wallMillis;
    this.endpoint = endpoint;
  }

  /**
   * What was read.
   *
   * @param revision of the write that made or raised it
   * @param history that it tells of
   */
  record Known(long revision, History history) {
    long base() {
      return history.tokenBase();
    }
  }

  /** As last read: for the next transaction. */
  Known known() {
    return known;
  }

  /** Whether the record is still as it was read. */
  Cmp unchanged(Known as) {
    return new Cmp(layout.history(), Cmp.Op.EQUAL, CmpTarget.modRevision(as.revision()));
  }

  /** Reads it, and makes it if there is none. */
  CompletionStage<Known> read() {
    return kv.get(layout.history())
        .thenCompose(
            answer ->
                answer.getKvs().isEmpty()
                    ? made(answer.getHeader().getRevision())
                    : CompletableFuture.completedFuture(remember(answer.getKvs().get(0))));
  }

  /** Raises it to at least that. */
  CompletionStage<Known> raise(long atLeast) {
    return read()
        .thenCompose(
            now ->
                now.base() >= atLeast
                    ? CompletableFuture.completedFuture(now)
                    : written(now, new History(now.history().id(), atLeast))
                        .thenCompose(written -> raise(atLeast)));
  }

  /**
   * The base is such that tokens follow the clock: above all that a lost history can have issued,
   * below all that a later one will.
   */
  private CompletionStage<Known> made(long revision) {
    long base = Math.max(1, wallMillis.getAsLong() * 1000 - revision);
    History history = new History(UUID.randomUUID().toString(), base);
    return written(NOTHING, history).thenCompose(made -> read());
  }

  private CompletionStage<TxnResponse> written(Known before, History history) {
    return kv.txn()
        .If(unchanged(before))
        .Then(
            Op.put(
                layout.history(), ByteSequence.from(history.encode()), PutOption.builder().build()))
        .Else(Op.get(layout.history(), GetOption.builder().build()))
        .commit();
  }

  private Known remember(KeyValue stored) {
    String path = Layout.text(layout.history());
    Known read =
        new Known(
            stored.getModRevision(), History.decode(path, endpoint, stored.getValue().getBytes()));
    known = read;
    return read;
  }
}

package dev.lockstep.zookeeper;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.Op;

/**
 * Changes and deletes single records, each by one transaction that fails unless it finds what it
 * expects; {@link Grants} makes them and hands them over. A record is a container with one child.
 * The container has the body; its last change is the version, and the granting one, added to a
 * base, the token. The child lives on the session. It has a name that was never given before, so
 * that what compares it with the container's data version cannot meet another record of the same
 * key: those versions start anew with each. Thread-safe.
 */
final class Records {
  private final Layout layout;
  private final Reader reader;
  private final Ledger ledger;

  Records(Layout layout, Reader reader, Ledger ledger) {
    this.layout = layout;
    this.reader = reader;
    this.ledger = ledger;
  }

  CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
    Optional<Standing> known = ledger.of(key, term, version);
    if (known.isPresent()) {
      return rewrite(known.get(), term, body);
    }
    return reader
        .find(key)
        .thenCompose(
            found ->
                found
                    .filter(it -> it.isOf(term) && it.entry().version() == version)
                    .map(it -> rewrite(it.standing(), term, body))
                    .orElseGet(() -> refused(found.map(Reader.Found::entry))));
  }

  private CompletionStage<Outcome> rewrite(Standing standing, UUID term, byte[] body) {
    String path = layout.path(standing.key());
    byte[] data = Envelope.later(term, standing.token(), body).encode();
    Wire wire = standing.ground().wire();
    return wire.multi(
            List.of(Op.check(standing.child(), -1), Op.setData(path, data, standing.dataVersion())))
        .thenCompose(
            answer ->
                answer.isDone()
                    ? CompletableFuture.completedFuture(
                        ledger.written(term, standing.rewritten(answer.zxid())))
                    : wire.read(path)
                        .thenApply(
                            node -> new Outcome.Refused(reader.entry(standing.key(), node))));
  }

  CompletionStage<Outcome> release(Key key, UUID term) {
    return ledger
        .of(key, term)
        .map(
            standing ->
                release(standing, term)
                    .exceptionallyCompose(error -> releaseAfter(error, standing, term)))
        .orElseGet(() -> releaseWhatStands(key, term));
  }

  /** What stood on a session that is over is gone, or is for another connection to delete. */
  private CompletionStage<Outcome> releaseAfter(Throwable error, Standing standing, UUID term) {
    if (!ZooKeeperFaults.sessionIsOver(error)) {
      return CompletableFuture.failedFuture(error);
    }
    ledger.ended(term, standing);
    return releaseWhatStands(standing.key(), term);
  }

  private CompletionStage<Outcome> releaseWhatStands(Key key, UUID term) {
    return reader
        .find(key)
        .thenCompose(
            found ->
                found
                    .filter(it -> it.isOf(term))
                    .map(it -> release(it.standing(), term))
                    .orElseGet(() -> refused(found.map(Reader.Found::entry))));
  }

  private CompletionStage<Outcome> release(Standing standing, UUID term) {
    String path = layout.path(standing.key());
    return standing
        .ground()
        .wire()
        .multi(List.of(Op.delete(standing.child(), -1), Op.delete(path, standing.dataVersion())))
        .thenCompose(
            answer -> {
              ledger.ended(term, standing);
              if (answer.isDone()) {
                standing.ground().gone(standing.child());
                return CompletableFuture.completedFuture(new Outcome.Done(0, 0));
              }
              return releaseWhatStands(standing.key(), term);
            });
  }

  private static CompletionStage<Outcome> refused(Optional<Entry> standing) {
    return CompletableFuture.completedFuture(new Outcome.Refused(standing));
  }
}

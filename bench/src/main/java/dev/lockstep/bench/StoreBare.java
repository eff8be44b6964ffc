package dev.lockstep.bench;

import dev.lockstep.Registration;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The store of an adapter without the engine. */
final class StoreBare implements Bare {
  private final BareTarget target;
  private final LeaseStore store;
  private final Session session;
  private Registration listening = () -> {};
  private UUID term = new UUID(0, 0);
  private long version;

  StoreBare(BareTarget target, LeaseStore store) {
    this.target = target;
    this.store = store;
    // Nobody renews it.
    this.session = Answers.await(store.open(store.traits().maxTtl()));
  }

  @Override
  public CompletionStage<?> lock() {
    term = UUID.randomUUID();
    return written(store.grant(target.key(), term, target.body(), session));
  }

  @Override
  public CompletionStage<?> unlock() {
    return written(store.release(target.key(), term, version));
  }

  @Override
  public CompletionStage<?> handOver() {
    UUID from = term;
    term = UUID.randomUUID();
    return written(store.regrant(target.key(), from, version, term, target.body(), session));
  }

  private CompletionStage<?> written(CompletionStage<Outcome> write) {
    return write.thenAccept(
        outcome -> {
          if (!(outcome instanceof Outcome.Done done)) {
            throw new IllegalStateException("the store refused: " + outcome);
          }
          version = done.version();
        });
  }

  @Override
  public boolean listen(Runnable released) {
    listening = Answers.await(store.watch(target.key(), hint -> released.run()));
    return true;
  }

  @Override
  public void close() {
    listening.close();
    Answers.await(store.end(session));
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.Holder;
import dev.lockstep.Inspector;
import dev.lockstep.LeaseKind;
import dev.lockstep.spi.Entry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The operator's view, straight from the store. */
final class StoreInspector implements Inspector {
  private final Kernel kernel;
  private final Reading reading;

  StoreInspector(Kernel kernel) {
    this.kernel = kernel;
    this.reading = new Reading(kernel);
  }

  @Override
  public List<Holder> holders(LeaseKind kind) {
    return entries(kind).stream().map(entry -> Holders.of(kind, entry)).toList();
  }

  private List<Entry> entries(LeaseKind kind) {
    return Waits.interruptibly(
        reading.list(Holders.kindOf(kind), "", ""), "listing holders", () -> {});
  }

  @Override
  public boolean revoke(Holder holder) {
    Optional<Entry> standing =
        entries(holder.kind()).stream()
            .filter(entry -> entry.token() == holder.token())
            .filter(entry -> Holders.of(holder.kind(), entry).key().equals(holder.key()))
            .findFirst();
    if (standing.isEmpty()) {
      return false;
    }
    Entry entry = standing.get();
    CompletableFuture<Removal.Result> removed = new CompletableFuture<>();
    kernel.turn(
        () ->
            new Removal(kernel, entry.key(), holder.key(), entry.term(), entry.version())
                .start(
                    kernel.store().traits().maxTtl(),
                    result -> kernel.afterwards(() -> removed.complete(result))));
    Removal.Result result = Waits.uninterruptibly(removed);
    if (result instanceof Removal.Result.Unsure unsure) {
      throw Failures.unavailable(kernel, "revoking", holder.key(), unsure.cause());
    }
    return result instanceof Removal.Result.Removed;
  }
}

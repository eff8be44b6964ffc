package dev.lockstep.engine.driver;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Holder;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A lock by name: holds nothing. */
final class MutexView implements DistributedMutex {
  private final Kernel kernel;
  private final Queues queues;
  private final String name;
  private final Key key;
  private final LockOptions options;

  MutexView(Kernel kernel, Queues queues, String name, LockOptions options) {
    this(kernel, queues, name, KeyCodec.mutex(name), options);
  }

  private MutexView(Kernel kernel, Queues queues, String name, Key key, LockOptions options) {
    this.kernel = kernel;
    this.queues = queues;
    this.name = name;
    this.key = key;
    this.options = options;
  }

  @Override
  public String key() {
    return name;
  }

  @Override
  public LockOptions options() {
    return options;
  }

  @Override
  public DistributedMutex with(LockOptions other) {
    return new MutexView(kernel, queues, name, key, Objects.requireNonNull(other, "options"));
  }

  /** A call that is under way: its answer, and how to withdraw it. */
  private record Call<T>(CompletableFuture<T> promise, Runnable withdraw) {}

  private Claim claim() {
    return new Claim(
        LeaseKind.MUTEX,
        key,
        name,
        name,
        "",
        kernel.config().nodeKey(),
        options.metadata().orElseGet(Origin::metadata),
        options,
        Optional.empty());
  }

  private Call<HeldLease> startLock() {
    CompletableFuture<HeldLease> promise = kernel.promise();
    span(Operation.Type.LOCK, promise);
    Waiter waiter = new Waiter(kernel, claim(), promise);
    kernel.turn(
        () -> {
          if (kernel.isClosed()) {
            waiter.fail(Failures.closed());
          } else {
            queues.of(key).enqueue(waiter);
          }
        });
    Runnable withdraw =
        () -> {
          kernel.turn(
              () -> {
                var unused = queues.withdraw(key, waiter);
              });
          Waits.withdrawn(promise, Waits::giveBack);
        };
    return new Call<>(promise, withdraw);
  }

  private Call<Optional<HeldLease>> startTryLock() {
    CompletableFuture<Optional<HeldLease>> promise = kernel.promise();
    span(Operation.Type.TRY_LOCK, promise);
    Runnable cancel =
        kernel.ask(
            () -> {
              if (kernel.isClosed()) {
                LockstepException closed = Failures.closed();
                kernel.afterwards(() -> promise.completeExceptionally(closed));
                return () -> {};
              }
              return queues.of(key).tryOnce(claim(), promise);
            });
    Runnable withdraw =
        () -> {
          cancel.run();
          Waits.withdrawn(promise, lease -> lease.ifPresent(Waits::giveBack));
        };
    return new Call<>(promise, withdraw);
  }

  private void span(Operation.Type type, CompletableFuture<?> promise) {
    LockstepObserver.Span span = kernel.begin(type, name);
    Waits.then(promise, (value, error) -> span.end(Optional.ofNullable(error)));
  }

  @Override
  public Lease lock() {
    Call<HeldLease> call = startLock();
    return Waits.interruptibly(call.promise, "waiting for lock '" + name + "'", call.withdraw);
  }

  @Override
  public Optional<Lease> tryLock() {
    Call<Optional<HeldLease>> call = startTryLock();
    return Waits.interruptibly(call.promise, "trying lock '" + name + "'", call.withdraw)
        .map(Function.identity());
  }

  @Override
  public CompletableFuture<Lease> lockAsync() {
    Call<HeldLease> call = startLock();
    return Waits.handed(
        kernel, call.promise.thenApply(lease -> (Lease) lease), call.withdraw, Waits::giveBack);
  }

  @Override
  public CompletableFuture<Optional<Lease>> tryLockAsync() {
    Call<Optional<HeldLease>> call = startTryLock();
    return Waits.handed(
        kernel,
        call.promise.thenApply(lease -> lease.map(Function.identity())),
        call.withdraw,
        lease -> lease.ifPresent(Waits::giveBack));
  }

  @Override
  public boolean isLocked() {
    return read().isPresent();
  }

  @Override
  public Optional<Holder> holder() {
    return read().map(entry -> Holders.of(LeaseKind.MUTEX, entry));
  }

  private Optional<Entry> read() {
    Optional<Entry> entry =
        Waits.interruptibly(
            new Reading(kernel).get(key, name), "reading lock '" + name + "'", () -> {});
    entry.ifPresent(e -> Holders.of(LeaseKind.MUTEX, e)); // An unknown format is never "free" (K3).
    return entry;
  }

  @Override
  public String toString() {
    return "mutex '" + name + "'";
  }
}

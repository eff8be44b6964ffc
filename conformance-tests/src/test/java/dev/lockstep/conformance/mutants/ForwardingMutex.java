package dev.lockstep.conformance.mutants;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Holder;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A lock as sound as the one behind it; what is broken is overridden. */
class ForwardingMutex implements DistributedMutex {
  final DistributedMutex sound;
  private final UnaryOperator<ForwardingLease> giving;

  ForwardingMutex(DistributedMutex sound) {
    this(sound, UnaryOperator.identity());
  }

  ForwardingMutex(DistributedMutex sound, UnaryOperator<ForwardingLease> giving) {
    this.sound = sound;
    this.giving = giving;
  }

  /** A lock that is broken so, whatever options it is given. */
  static ForwardingMutex broken(
      DistributedMutex sound, Function<DistributedMutex, ForwardingMutex> make) {
    return new ForwardingMutex(make.apply(sound)) {
      @Override
      public DistributedMutex with(LockOptions options) {
        return broken(sound.with(options), make);
      }
    };
  }

  Lease given(Lease lease) {
    return giving.apply(new ForwardingLease(lease));
  }

  @Override
  public String key() {
    return sound.key();
  }

  @Override
  public LockOptions options() {
    return sound.options();
  }

  @Override
  public DistributedMutex with(LockOptions options) {
    return new ForwardingMutex(sound.with(options), giving);
  }

  @Override
  public Lease lock() {
    return given(sound.lock());
  }

  @Override
  public Optional<Lease> tryLock() {
    return sound.tryLock().map(this::given);
  }

  @Override
  public CompletableFuture<Lease> lockAsync() {
    return passedOn(sound.lockAsync(), this::given, ForwardingMutex::giveBack);
  }

  @Override
  public CompletableFuture<Optional<Lease>> tryLockAsync() {
    return passedOn(
        sound.tryLockAsync(),
        lease -> lease.map(this::given),
        lease -> lease.ifPresent(ForwardingMutex::giveBack));
  }

  @Override
  public boolean isLocked() {
    return sound.isLocked();
  }

  @Override
  public Optional<Holder> holder() {
    return sound.holder();
  }

  /** The answer, as somebody else sees it; that he cancels reaches whoever is to give it. */
  static <T> CompletableFuture<T> passedOn(
      CompletableFuture<T> inner, UnaryOperator<T> seen, Consumer<T> giveBack) {
    CompletableFuture<T> outer = new CompletableFuture<>();
    var there =
        inner.whenComplete(
            (value, error) -> {
              if (error != null) {
                outer.completeExceptionally(error);
              } else if (!outer.complete(seen.apply(value))) {
                giveBack.accept(value);
              }
            });
    var unused =
        outer.exceptionally(
            error -> {
              there.cancel(true);
              inner.cancel(true);
              throw new CompletionException(error);
            });
    return outer;
  }

  private static void giveBack(Lease lease) {
    var unused = lease.releaseAsync();
  }
}

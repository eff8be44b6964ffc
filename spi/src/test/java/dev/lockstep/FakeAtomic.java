package dev.lockstep;

import dev.lockstep.snowflake.FakeNumbers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One lock, held by one lease at a time, and machine numbers; for one thread. */
final class FakeAtomic implements Atomic {
  final FakeNumbers numbers = new FakeNumbers();
  LockOptions defaults = LockOptions.defaults();
  @Nullable LockOptions lastOptions;
  @Nullable FakeLease lease;
  Runnable onGrant = () -> {};
  Runnable onClose = () -> {};
  int closings;

  FakeLease granted() {
    if (lease == null) {
      throw new AssertionError("nothing was granted");
    }
    return lease;
  }

  @Override
  public DistributedMutex mutex(String key) {
    return new FakeMutex(key, defaults);
  }

  @Override
  public LockOptions lockDefaults() {
    return defaults;
  }

  @Override
  public NumberLease allocateNumber(String pool, int max) {
    return numbers.allocateNumber(NumberAllocator.MACHINE_NUMBERS, max);
  }

  @Override
  public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
    return numbers.allocateNumberAsync(NumberAllocator.MACHINE_NUMBERS, max);
  }

  @Override
  public void close() {
    onClose.run();
    closings++;
    FakeLease held = lease;
    if (held != null) {
      held.close();
    }
  }

  @Override
  public List<Lease> held() {
    return List.of();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  @Override
  public Traits traits() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Inspector inspector() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Election enableElection(ElectionOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Election election(String isolationKey) {
    throw new ElectionNotEnabledException("no election " + isolationKey);
  }

  private final class FakeMutex implements DistributedMutex {
    private final String key;
    private final LockOptions options;

    private FakeMutex(String key, LockOptions options) {
      this.key = key;
      this.options = options;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public LockOptions options() {
      return options;
    }

    @Override
    public DistributedMutex with(LockOptions changed) {
      return new FakeMutex(key, changed);
    }

    @Override
    public Lease lock() {
      return tryLock().orElseThrow(() -> new LockNotAcquiredException("busy: " + key));
    }

    @Override
    public Optional<Lease> tryLock() {
      lastOptions = options;
      if (isLocked()) {
        return Optional.empty();
      }
      FakeLease granted = new FakeLease(LeaseKind.MUTEX, key, () -> {});
      lease = granted;
      onGrant.run();
      return Optional.of(granted);
    }

    @Override
    public boolean isLocked() {
      FakeLease held = lease;
      return held != null && held.isHeld();
    }

    @Override
    public CompletableFuture<Lease> lockAsync() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Optional<Lease>> tryLockAsync() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Holder> holder() {
      throw new UnsupportedOperationException();
    }
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.Atomic;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import dev.lockstep.spi.AtomicConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What breaks R1 to R4: entering without a right to, and leaving once too often. */
final class ReentrancyMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.atomic(
                  "R1-does-not-count",
                  "The first release of a lease that was entered several times frees the lock.",
                  sound -> new ByLease(sound, lease -> new FreesAll(lease, sound)))
              .caughtBy("r01_the_same_identity_enters_again", "[tryLock on what should be taken]")
              .alsoBreaking("R4"),
          Mutant.atomic(
                  "R2-by-thread",
                  "The thread that has the lock enters again, without an identity.",
                  ByThread::new)
              .caughtBy(
                  "r02_without_the_identity_nothing_enters_again",
                  "[tryLock on what should be taken]")
              .alsoBreaking("M4", "M5", "M11"),
          Mutant.of(
                  "R3-everywhere",
                  Level.ATOMIC,
                  "An identity counts in every kit of the process.",
                  new Breakage() {
                    @Override
                    public Atomic atomic(Atomic sound, AtomicConfig config) {
                      return new Everywhere(sound, config);
                    }
                  })
              .caughtBy(
                  "r03_an_identity_counts_inside_one_kit",
                  "[tryLock with the same identity in another kit]"),
          Mutant.atomic(
                  "R4-releases-what-is-left",
                  "A release too many gives up another entry of the same lock.",
                  sound -> new ByLease(sound, lease -> new ReleasesAnother(lease, sound)))
              .caughtBy(
                  "r04_one_release_too_many_is_already_unlocked",
                  "should have failed with ALREADY_UNLOCKED ("));

  private ReentrancyMutants() {}

  /** How a kit's leases are broken. */
  private interface Broken {
    ForwardingLease lease(ForwardingLease sound);
  }

  private static final class ByLease extends ForwardingAtomic {
    private final Broken broken;

    ByLease(Atomic sound, Broken broken) {
      super(sound);
      this.broken = broken;
    }

    @Override
    public DistributedMutex mutex(String key) {
      return ForwardingMutex.broken(
          sound.mutex(key), mutex -> new ForwardingMutex(mutex, broken::lease));
    }
  }

  private static final class FreesAll extends ForwardingLease {
    private final Atomic kit;

    FreesAll(ForwardingLease sound, Atomic kit) {
      super(sound);
      this.kit = kit;
    }

    @Override
    public void release() {
      super.release();
      kit.held().stream()
          .filter(other -> other.key().equals(key()) && other.token() == token())
          .forEach(Lease::close);
    }
  }

  private static final class ReleasesAnother extends ForwardingLease {
    private final Atomic kit;

    ReleasesAnother(ForwardingLease sound, Atomic kit) {
      super(sound);
      this.kit = kit;
    }

    @Override
    public void release() {
      try {
        super.release();
      } catch (AlreadyUnlockedException tooMany) {
        Lease another =
            kit.held().stream()
                .filter(lease -> lease.key().equals(key()) && lease.token() == token())
                .findFirst()
                .orElseThrow(() -> tooMany);
        another.release();
      }
    }
  }

  private static final class ByThread extends ForwardingAtomic {
    private final Map<String, Lease> had = new ConcurrentHashMap<>();

    ByThread(Atomic sound) {
      super(sound);
    }

    @Override
    public DistributedMutex mutex(String key) {
      return ForwardingMutex.broken(
          sound.mutex(key),
          mutex ->
              new ForwardingMutex(mutex) {
                private String place() {
                  return Thread.currentThread().getId() + " " + key;
                }

                @Override
                public Lease lock() {
                  Lease lease = super.lock();
                  had.put(place(), lease);
                  return lease;
                }

                @Override
                public Optional<Lease> tryLock() {
                  return Optional.ofNullable(had.get(place()))
                      .filter(lease -> lease.isHeld() && options().reentrant().isEmpty())
                      .or(super::tryLock);
                }
              });
    }
  }

  private static final class Everywhere extends ForwardingAtomic {
    private static final Map<String, Entry> HAD = new ConcurrentHashMap<>();

    private record Entry(Atomic kit, Lease lease) {}

    private final String server;

    Everywhere(Atomic sound, AtomicConfig config) {
      super(sound);
      this.server = config.url().path() + " " + config.namespace();
    }

    @Override
    public DistributedMutex mutex(String key) {
      return ForwardingMutex.broken(
          sound.mutex(key),
          mutex ->
              new ForwardingMutex(mutex) {
                private Optional<String> place() {
                  return mutex.options().reentrant().map(id -> server + " " + key + " " + id);
                }

                @Override
                public Lease lock() {
                  Lease lease = super.lock();
                  place().ifPresent(place -> HAD.put(place, new Entry(kit(), lease)));
                  return lease;
                }

                @Override
                public Optional<Lease> tryLock() {
                  return place()
                      .flatMap(place -> Optional.ofNullable(HAD.get(place)))
                      .filter(entry -> entry.kit() != kit() && entry.lease().isHeld())
                      .map(Entry::lease)
                      .or(super::tryLock);
                }
              });
    }

    private Atomic kit() {
      return sound;
    }
  }
}

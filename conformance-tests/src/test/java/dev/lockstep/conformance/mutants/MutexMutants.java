package dev.lockstep.conformance.mutants;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What breaks M1 to M8: two holders, wrong answers, records that nobody knows. */
final class MutexMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "M1-grants-over-a-record",
                  "A grant replaces the record of somebody else that stands there.",
                  GrantsOver::new)
              .caughtBy(
                  "m01_contenders_exclude_each_other_while_nodes_are_killed", "two leases at once")
              .alsoBreaking("M2", "M5", "R1", "W2"),
          Mutant.locks(
                  "M2-waits",
                  "tryLock waits more than a second for the holder.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public Optional<Lease> tryLock() {
                          try {
                            return Optional.of(
                                sound
                                    .with(sound.options().maxWait(Duration.ofMillis(1100)))
                                    .lock());
                          } catch (LockNotAcquiredException taken) {
                            return Optional.empty();
                          }
                        }
                      })
              .caughtBy(
                  "m02_try_lock_does_not_wait_for_the_holder",
                  "[the time that tryLock took while somebody else has the lock]"),
          Mutant.locks(
                  "M2-unreachable-is-taken",
                  "tryLock answers \"taken\" when the backend cannot be asked.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public Optional<Lease> tryLock() {
                          try {
                            return super.tryLock();
                          } catch (BackendUnavailableException unreachable) {
                            return Optional.empty();
                          }
                        }
                      })
              .caughtBy(
                  "m02_try_lock_tells_unreachable_from_held",
                  "should have failed with BACKEND_UNAVAILABLE ("),
          Mutant.locks(
                  "M3-does-not-wait",
                  "lock gives up as soon as it is told that somebody else has it.",
                  sound -> new ForwardingMutex(sound.with(sound.options().maxWait(Duration.ZERO))))
              .caughtBy("m03_lock_waits_until_it_has_the_lock", "the lock is taken")
              .alsoBreaking("M11", "R1", "W2"),
          Mutant.locks(
                  "M3-swallows-the-interrupt",
                  "lock ends when its thread is interrupted, but clears the flag.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public Lease lock() {
                          try {
                            return super.lock();
                          } catch (OperationInterruptedException interrupted) {
                            Thread.interrupted();
                            throw interrupted;
                          }
                        }
                      })
              .caughtBy(
                  "m03_lock_ends_when_its_thread_is_interrupted",
                  "[it failed with OPERATION_INTERRUPTED, and the flag was still set]"),
          Mutant.port(
                  "M4-releases-later",
                  "A release is confirmed before the server was asked.",
                  ReleasesLater::new)
              .caughtBy("m04_after_a_release_the_next_try_lock_succeeds", "after a release")
              .alsoBreaking("M5", "M11", "R1", "F4"),
          Mutant.port(
                  "M5-frees-others",
                  "A release deletes whatever stands there, without comparing the term.",
                  FreesOthers::new)
              .caughtBy(
                  "m05_release_after_an_operator_deletion_touches_nobody",
                  "should have failed with ALREADY_UNLOCKED ("),
          Mutant.leases(
                  "M5-releases-twice",
                  "A second release does nothing, and does not say so.",
                  lease ->
                      new ForwardingLease(lease) {
                        @Override
                        public void release() {
                          try {
                            super.release();
                          } catch (AlreadyUnlockedException silent) {
                            return;
                          }
                        }
                      })
              .caughtBy(
                  "m05_releasing_twice_fails_and_touches_nobody",
                  "should have failed with ALREADY_UNLOCKED (")
              .alsoBreaking("R4"),
          Mutant.port(
                  "M6-reads-a-copy",
                  "A read is answered from a copy that is up to a second old.",
                  ReadsACopy::new)
              .caughtBy(
                  "m06_is_locked_follows_grant_and_release",
                  "[isLocked as its holder sees it, after the release]")
              .alsoBreaking("F1"),
          Mutant.locks(
                  "M7-cancels-nothing",
                  "That its future was cancelled does not reach the acquisition.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public CompletableFuture<Lease> lockAsync() {
                          return sound.lockAsync().thenApply(this::given);
                        }
                      })
              .caughtBy("m07_cancelled_acquisitions_leave_nothing", "the key is free"),
          Mutant.port(
                  "M8-asks-twice",
                  "A grant that is sent again is refused by the record of its own first sending.",
                  AsksTwice::new)
              .caughtBy(
                  "m08_a_lost_reply_leaves_no_unknown_lock",
                  "[tryLock after a lost reply, while nobody else tries]"));

  private MutexMutants() {}

  private static final class GrantsOver extends ForwardingStore {
    GrantsOver(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, body, session)
          .thenCompose(
              outcome ->
                  outcome instanceof Outcome.Refused refused && refused.standing().isPresent()
                      ? super.release(key, refused.standing().get().term(), 0)
                          .thenCompose(gone -> super.grant(key, term, body, session))
                      : CompletableFuture.completedFuture(outcome));
    }
  }

  private static final class ReleasesLater extends ForwardingStore {
    private static final Executor LATER =
        CompletableFuture.delayedExecutor(40, TimeUnit.MILLISECONDS);

    ReleasesLater(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> release(Key key, UUID term, long version) {
      LATER.execute(
          () -> {
            var unused = super.release(key, term, version);
          });
      return CompletableFuture.completedFuture(new Outcome.Done(version, 0));
    }
  }

  private static final class FreesOthers extends ForwardingStore {
    FreesOthers(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> release(Key key, UUID term, long version) {
      return super.get(key)
          .thenCompose(
              standing -> super.release(key, standing.map(Entry::term).orElse(term), version));
    }
  }

  private static final class ReadsACopy extends ForwardingStore {
    private record Copy(Optional<Entry> entry, long madeAt) {}

    private final Map<Key, Copy> copies = new ConcurrentHashMap<>();

    ReadsACopy(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Optional<Entry>> get(Key key) {
      Copy copy = copies.get(key);
      if (copy != null && System.nanoTime() - copy.madeAt < 1_000_000_000L) {
        return CompletableFuture.completedFuture(copy.entry);
      }
      return super.get(key)
          .thenApply(
              entry -> {
                copies.put(key, new Copy(entry, System.nanoTime()));
                return entry;
              });
    }
  }

  private static final class AsksTwice extends ForwardingStore {
    private final Set<UUID> asked = ConcurrentHashMap.newKeySet();

    AsksTwice(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      if (asked.add(term)) {
        return super.grant(key, term, body, session);
      }
      return super.get(key)
          .thenCompose(
              standing ->
                  standing.isPresent()
                      ? CompletableFuture.completedFuture(new Outcome.Refused(standing))
                      : super.grant(key, term, body, session));
    }
  }
}

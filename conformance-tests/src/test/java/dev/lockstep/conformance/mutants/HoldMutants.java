package dev.lockstep.conformance.mutants;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Holder;
import dev.lockstep.Lease;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What breaks M9 to M15: locks that are held too short or too long, and shown wrongly. */
final class HoldMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "M9-only-says-that-it-renews",
                  "A renewal is confirmed without asking the server.",
                  OnlySays::new)
              .caughtBy("m09_a_lease_is_renewed_while_held", "[tryLock on what should be taken]"),
          Mutant.locks(
                  "M9-renews-fixed-leases",
                  "A fixed lease is renewed like every other.",
                  sound -> new ForwardingMutex(sound.with(Without.fixed(sound.options()))))
              .caughtBy(
                  "m09_the_end_of_a_fixed_lease_never_moves",
                  "should have failed with INVALID_OPTION ("),
          Mutant.port(
                  "M10-never-expires",
                  "A record has no time to live: it stands until somebody deletes it.",
                  NeverExpires::new)
              .caughtBy(
                  "m10_a_waiting_competitor_gets_the_lock_of_a_killed_holder",
                  "one of them: nothing within"),
          Mutant.locks(
                  "M11-enters-by-the-same-object",
                  "A mutex object that gave a lease gives it again.",
                  SameObject::new)
              .caughtBy(
                  "m11_acquisitions_of_one_process_exclude_each_other",
                  "[tryLock through the mutex object that has the lock]"),
          Mutant.port(
                  "M12-cuts-bodies",
                  "What a record says is cut off after a kibibyte.",
                  CutsBodies::new)
              .caughtBy("m12_others_read_the_metadata", "[the metadata that others read]"),
          Mutant.locks(
                  "M12-since-now",
                  "The time of the grant is the time of the question.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public Optional<Holder> holder() {
                          return super.holder()
                              .map(
                                  h ->
                                      new Holder(
                                          h.kind(),
                                          h.key(),
                                          h.nodeKey(),
                                          h.token(),
                                          Instant.now().plusSeconds(60),
                                          h.metadata()));
                        }
                      })
              .caughtBy("m12_others_read_the_metadata", "[the time of the grant]"),
          Mutant.locks(
                  "M13-no-minimum-hold",
                  "The minimum hold is ignored.",
                  sound -> new ForwardingMutex(sound.with(Without.minHold(sound.options()))))
              .caughtBy(
                  "m13_the_key_stays_taken_for_the_minimum_hold",
                  "[tryLock on what should be taken]"),
          Mutant.leases(
                  "M14-interrupted-before-releasing",
                  "A release does nothing if its thread is interrupted.",
                  lease ->
                      new ForwardingLease(lease) {
                        @Override
                        public void release() {
                          if (!Thread.currentThread().isInterrupted()) {
                            super.release();
                          }
                        }
                      })
              .caughtBy("m14_an_interrupted_thread_releases", "[tryLock on what should be free]"),
          Mutant.leases(
                  "M14-cancelled-before-releasing",
                  "A release that is cancelled soon enough is not carried out.",
                  lease ->
                      new ForwardingLease(lease) {
                        @Override
                        public CompletableFuture<Void> releaseAsync() {
                          CompletableFuture<Void> soon = new CompletableFuture<>();
                          var start =
                              soon.completeOnTimeout(null, 10, TimeUnit.MILLISECONDS)
                                  .thenRun(lease::release);
                          return soon == start ? start : soon;
                        }
                      })
              .caughtBy(
                  "m14_a_cancelled_release_is_carried_out",
                  "[held after a release that was cancelled]"),
          Mutant.locks(
                  "M15-no-maximum-hold",
                  "The maximum hold is ignored.",
                  sound -> new ForwardingMutex(sound.with(Without.maxHold(sound.options()))))
              .caughtBy("m15_a_maximum_hold_ends_a_hanging_holder", "the waiter: nothing within"));

  private HoldMutants() {}

  private static final class OnlySays extends ForwardingStore {
    OnlySays(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
      return CompletableFuture.completedFuture(new Renewal.Alive(Set.of(), Map.of()));
    }
  }

  private static final class NeverExpires extends ForwardingStore {
    NeverExpires(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, body, Session.none());
    }
  }

  private static final class SameObject extends ForwardingMutex {
    private volatile Optional<Lease> had = Optional.empty();

    SameObject(DistributedMutex sound) {
      super(sound);
    }

    @Override
    public Lease lock() {
      Lease lease = super.lock();
      had = Optional.of(lease);
      return lease;
    }

    @Override
    public Optional<Lease> tryLock() {
      return had.filter(Lease::isHeld).or(super::tryLock);
    }
  }

  private static final class CutsBodies extends ForwardingStore {
    CutsBodies(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, Arrays.copyOf(body, Math.min(body.length, 1024)), session);
    }
  }
}

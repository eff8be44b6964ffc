package dev.lockstep.conformance.mutants;

import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Session;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What breaks L1, L3 and L8 to L10: wrong deadlines. */
final class LeaseMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.law(
                  "L1-counts-from-the-reply",
                  "A confirmation counts from its arrival, not from its sending.",
                  new Law() {
                    @Override
                    public Moment countsFrom(Moment sent, Moment answered) {
                      return answered;
                    }
                  })
              .caughtBy(
                  "l01_a_grant_counts_from_its_sending",
                  "[what is left of a lease whose confirmation came late]"),
          Mutant.law(
                  "L1-joining-restarts",
                  "A grant restarts the deadline though it only joined a running session.",
                  new Law() {
                    @Override
                    public boolean grantRestarts(Session.Scope scope) {
                      return true;
                    }
                  })
              .on(MemoryProfile.likeEtcd())
              .caughtBy(
                  "l01_a_grant_that_joins_other_leases_lasts_no_longer_than_its_record",
                  "[the second lease of its kit was over when its key had another holder]"),
          Mutant.wiring(
                  "L3-renews-late",
                  "The timers of the adapter take twice as long as asked.",
                  LateTimers::new)
              .caughtBy(
                  "l03_renewal_starts_by_a_third_of_the_validity",
                  "[what was left when a renewal was sent]"),
          Mutant.port(
                  "L3-unknown-is-gone",
                  "A renewal that could not be sent is reported as a session that is gone.",
                  UnknownIsGone::new)
              .caughtBy("l03_a_failed_renewal_is_no_loss", "held while cut off"),
          Mutant.port(
                  "L3-hides-gone",
                  "A renewal says nothing of records that no longer stand.",
                  HidesGone::new)
              .caughtBy(
                  "l03_an_answer_that_says_gone_is_a_loss_at_once",
                  "should have failed with LEASE_LOST ("),
          Mutant.law(
                  "L8-late-renewal-revives",
                  "A confirmation that came after the deadline brings the lease back.",
                  new Law() {
                    @Override
                    public boolean lateConfirmationRevives() {
                      return true;
                    }
                  })
              .caughtBy(
                  "l08_a_late_confirmation_revives_nothing_when_timers_are_late",
                  "a late answer revives nothing"),
          Mutant.wiring(
                  "L9-deaf-to-the-wall-clock",
                  "The wall clock that the engine sees is the monotonic one.",
                  given ->
                      new WithTicker(
                          given, given.ticker()::nanos, () -> given.ticker().nanos() / 1_000_000))
              .caughtBy("l09_a_wall_clock_set_forward_ends_a_lease", "[held after the step]"),
          Mutant.wiring(
                  "L9-only-the-wall-clock",
                  "The monotonic clock that the engine sees is the wall clock.",
                  given ->
                      new WithTicker(
                          given,
                          () -> given.ticker().wallMillis() * 1_000_000,
                          given.ticker()::wallMillis))
              .caughtBy(
                  "l09_a_wall_clock_set_back_changes_nothing",
                  "not held once V is over, though the wall clock was set back"),
          Mutant.locks(
                  "L10-tells-what-was-asked",
                  "A lease tells the TTL that was asked for, not what it got.",
                  mutex ->
                      new ForwardingMutex(
                          mutex,
                          lease ->
                              new ForwardingLease(lease) {
                                @Override
                                public Duration ttl() {
                                  return mutex.options().ttl();
                                }
                              }))
              .caughtBy("l10_ttl_and_validity_are_told_and_constant", "[the TTL that it tells]")
              .alsoBreaking("R1"),
          Mutant.leases(
                  "L10-validity-shrinks",
                  "A lease tells less as its V the longer it lasts.",
                  lease ->
                      new ForwardingLease(lease) {
                        private final long since = System.nanoTime();

                        @Override
                        public Duration validity() {
                          return lease.validity().minusNanos(System.nanoTime() - since);
                        }
                      })
              .caughtBy("l10_ttl_and_validity_are_told_and_constant", "[V after"));

  private LeaseMutants() {}

  private static final class LateTimers extends ForwardingConfig {
    LateTimers(AtomicConfig given) {
      super(given);
    }

    @Override
    public Scheduler scheduler() {
      return (delay, task) -> given.scheduler().schedule(2 * delay, task);
    }
  }

  private static final class UnknownIsGone extends ForwardingStore {
    UnknownIsGone(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
      return super.renew(session, held)
          .thenApply(renewal -> renewal instanceof Renewal.Unknown ? new Renewal.Gone() : renewal);
    }
  }

  private static final class HidesGone extends ForwardingStore {
    HidesGone(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
      return super.renew(session, held)
          .thenApply(
              renewal ->
                  renewal instanceof Renewal.Alive alive
                      ? new Renewal.Alive(Set.<Key>of(), Map.copyOf(alive.moved()))
                      : renewal);
    }
  }

  /** A clock of the engine. */
  private interface Clock {
    long read();
  }

  private static final class WithTicker extends ForwardingConfig {
    private final Ticker ticker;

    WithTicker(AtomicConfig given, Clock nanos, Clock wallMillis) {
      super(given);
      this.ticker =
          new Ticker() {
            @Override
            public long nanos() {
              return nanos.read();
            }

            @Override
            public long wallMillis() {
              return wallMillis.read();
            }
          };
    }

    @Override
    public Ticker ticker() {
      return ticker;
    }
  }
}

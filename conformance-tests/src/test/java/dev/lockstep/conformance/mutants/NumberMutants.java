package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What breaks N1 to N6: numbers with two holders, lost, hidden, or dear. */
final class NumberMutants {
  private static final String NUMBER = "number";

  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "N1-grants-over-a-number",
                  "A grant replaces the record of whoever holds the number.",
                  GrantsOver::new)
              .caughtBy("n01_each_number_has_one_holder", "has one holder]"),
          Mutant.atomic(
                  "N1-the-lowest-first",
                  "An allocation takes the lowest number that is free.",
                  LowestFirst::new)
              .caughtBy(
                  "n01_a_number_is_chosen_at_random_among_the_free", "[the numbers drawn first]"),
          Mutant.port(
                  "N2-renews-locks-alone",
                  "A renewal leaves numbers out, and says that they live.",
                  RenewsLocksAlone::new)
              .caughtBy("n02_a_number_is_renewed_while_held", "held by one"),
          Mutant.atomic(
                  "N3-full-is-unreachable",
                  "A full pool is told as a backend that is away.",
                  FullIsUnreachable::new)
              .caughtBy(
                  "n03_all_taken_is_no_available_number",
                  "should have failed with NO_AVAILABLE_NUMBER (")
              .alsoBreaking("N1"),
          Mutant.port(
                  "N4-promises-too-much",
                  "A session promises a fifth more validity than its TTL.",
                  sound -> new OtherTtl(sound, 1, 1.2))
              .caughtBy(
                  "n04_a_holder_that_was_cut_off_knows_before_its_successor",
                  "[the holder knew when its number was granted to another]"),
          Mutant.numbers(
                  "N4-held-for-ever",
                  "A number is held until it is released, whatever the clock says.",
                  HeldForEver::new)
              .caughtBy("n04_a_holder_that_was_paused_knows_at_once", "[held after the pause]"),
          Mutant.atomic(
                  "N5-draws-three-times",
                  "An allocation gives its number back twice, and draws again.",
                  sound ->
                      new ForwardingAtomic(sound) {
                        @Override
                        public NumberLease allocateNumber(String pool, int max) {
                          super.allocateNumber(pool, max).release();
                          super.allocateNumber(pool, max).release();
                          return super.allocateNumber(pool, max);
                        }
                      })
              .caughtBy(
                  "n05_the_last_free_number_takes_six_round_trips",
                  "[round trips of allocation 0]"),
          Mutant.port(
                  "N6-one-pool",
                  "All pools are one.",
                  sound -> new OtherKeys(sound, NumberMutants::inOnePool))
              .caughtBy(
                  "n06_pools_do_not_influence_one_another", "all 1 numbers of pool 'A' are taken"));

  private NumberMutants() {}

  private static final class GrantsOver extends ForwardingStore {
    GrantsOver(LeaseStore sound) {
      super(sound);
    }

    /** Names may be stale: only then does an allocation try a number that is taken. */
    @Override
    public CompletionStage<List<String>> keys(String kind, String domain) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      if (!key.kind().equals(NUMBER)) {
        return super.grant(key, term, body, session);
      }
      return super.get(key)
          .thenCompose(
              standing ->
                  standing.isPresent()
                      ? super.release(key, standing.get().term(), 0)
                          .thenCompose(gone -> super.grant(key, term, body, session))
                      : super.grant(key, term, body, session));
    }
  }

  private static final class LowestFirst extends ForwardingAtomic {
    LowestFirst(Atomic sound) {
      super(sound);
    }

    @Override
    public NumberLease allocateNumber(String pool, int max) {
      return lowest(pool, 1, max);
    }

    private NumberLease lowest(String pool, int most, int max) {
      try {
        return super.allocateNumber(pool, most);
      } catch (NoAvailableNumberException taken) {
        if (most == max) {
          throw taken;
        }
        return lowest(pool, most + 1, max);
      }
    }
  }

  private static final class RenewsLocksAlone extends ForwardingStore {
    RenewsLocksAlone(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
      return super.renew(
          session, held.stream().filter(entry -> !entry.key().kind().equals(NUMBER)).toList());
    }
  }

  private static final class FullIsUnreachable extends ForwardingAtomic {
    FullIsUnreachable(Atomic sound) {
      super(sound);
    }

    @Override
    public NumberLease allocateNumber(String pool, int max) {
      try {
        return super.allocateNumber(pool, max);
      } catch (NoAvailableNumberException full) {
        throw new BackendUnavailableException("pool '" + pool + "' did not answer");
      }
    }
  }

  private static final class HeldForEver extends ForwardingNumber {
    HeldForEver(NumberLease sound) {
      super(sound);
    }

    @Override
    public boolean isHeld() {
      return true;
    }
  }

  private static Key inOnePool(Key key) {
    return key.kind().equals(NUMBER) ? new Key(NUMBER, "pool", key.name()) : key;
  }
}

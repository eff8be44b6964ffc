package dev.lockstep.conformance.mutants;

import dev.lockstep.ClockUnusableException;
import dev.lockstep.Kit;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What breaks G1 to G6: identifiers that are not what they say, or not the only ones. */
final class IdentifierMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.kit(
                  "G1-swaps-fields",
                  "The machine stands where the sequence belongs, and the other way round.",
                  SwapsFields::new)
              .caughtBy(
                  "g01_an_identifier_says_when_and_where_it_was_issued",
                  "[the machine of an identifier]"),
          Mutant.numbers(
                  "G2-all-are-zero",
                  "Every kit believes that its machine number is 0.",
                  lease ->
                      new ForwardingNumber(lease) {
                        @Override
                        public int number() {
                          return 0;
                        }
                      })
              .caughtBy("g02_identifiers_are_unique_across_kits_and_nodes", "[different ones]"),
          Mutant.numbers(
                  "G3-believes-in-itself",
                  "A machine number is held and its mark is raised as long as nobody says no.",
                  BelievesInItself::new)
              .caughtBy(
                  "g03_nothing_is_issued_past_the_deadline_of_a_number_that_was_cut_off",
                  "[an identifier was issued by a number that is held]"),
          Mutant.kit(
                  "G4-repeats",
                  "When the clock went back far, the last identifier is issued again.",
                  Repeats::new)
              .caughtBy(
                  "g04_a_clock_that_goes_back_far_is_an_error",
                  "should have failed with CLOCK_UNUSABLE ("),
          Mutant.kit(
                  "G5-leading-zero",
                  "An identifier is written with a leading zero.",
                  sound ->
                      new ForwardingKit(sound) {
                        @Override
                        public String nextIdString() {
                          return "0" + super.nextIdString();
                        }
                      })
              .caughtBy(
                  "g05_identifiers_read_and_write_as_decimal_strings",
                  "digits without a leading zero"),
          Mutant.port(
                  "G6-marks-are-not-written",
                  "That a mark was raised is confirmed without asking the server.",
                  MarksAreNotWritten::new)
              .caughtBy("g06_marks_rise_in_order", "[the mark that the next holder reads]"));

  private IdentifierMutants() {}

  private static final class SwapsFields extends ForwardingKit {
    SwapsFields(Kit sound) {
      super(sound);
    }

    @Override
    public SnowflakeId nextSnowflakeId() {
      SnowflakeId id = super.nextSnowflakeId();
      long time = id.value() >>> 24 << 24;
      return new SnowflakeId(time | (long) id.machine() << 8 | id.sequence());
    }
  }

  private static final class BelievesInItself extends ForwardingNumber {
    private volatile long believed;

    BelievesInItself(NumberLease sound) {
      super(sound);
    }

    @Override
    public boolean isHeld() {
      return true;
    }

    @Override
    public long mark() {
      return Math.max(believed, super.mark());
    }

    @Override
    public CompletableFuture<Void> raiseMark(long mark) {
      believed = mark;
      return CompletableFuture.completedFuture(null);
    }
  }

  private static final class Repeats extends ForwardingKit {
    private volatile long last;

    Repeats(Kit sound) {
      super(sound);
    }

    @Override
    public long nextId() {
      try {
        last = super.nextId();
        return last;
      } catch (ClockUnusableException wentBack) {
        return last;
      }
    }
  }

  private static final class MarksAreNotWritten extends ForwardingStore {
    MarksAreNotWritten(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> rewrite(Key key, UUID term, long version, byte[] body) {
      return CompletableFuture.completedFuture(new Outcome.Done(version, 0));
    }
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.AlreadyUnlockedException;
import java.util.List;

/**
 * What breaks T1: kits that behave in another way than the model of the contract. Which mutant
 * breaks which script is tried by {@code ScenarioMutantsTest}.
 */
final class TranscriptMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.leases(
                  "T1-releases-in-silence",
                  "A lease that has ended is released without a word.",
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
                  "t01_the_transcript_is_that_of_the_model#release-touches-nobody-else", "observed")
              .alsoBreaking("M5"));

  private TranscriptMutants() {}
}

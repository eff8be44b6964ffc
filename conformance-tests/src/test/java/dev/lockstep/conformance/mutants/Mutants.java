package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.Kit;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The catalogue. */
final class Mutants {
  private static final Map<String, Mutant> BY_ID = new LinkedHashMap<>();

  static {
    Stream.of(
            LeaseMutants.ALL,
            LossMutants.ALL,
            MutexMutants.ALL,
            HoldMutants.ALL,
            FencingMutants.ALL,
            ReentrancyMutants.ALL,
            WaitingMutants.ALL,
            ElectionMutants.ALL,
            HeartbeatMutants.ALL,
            NumberMutants.ALL,
            IdentifierMutants.ALL,
            LifecycleMutants.ALL,
            NameMutants.ALL,
            ErrorMutants.ALL,
            KitMutants.ALL,
            TranscriptMutants.ALL)
        .flatMap(List::stream)
        .forEach(
            mutant -> {
              if (BY_ID.put(mutant.id(), mutant) != null) {
                throw new IllegalStateException("two mutants are called " + mutant.id());
              }
            });
  }

  private Mutants() {}

  /** Every mutant, in the order of the rules. */
  static Collection<Mutant> all() {
    return BY_ID.values();
  }

  /**
   * The mutant of that name; {@code sound-} and a profile stand for the twin that nothing is wrong
   * with.
   */
  static Mutant named(String id) {
    if (id.startsWith("sound-")) {
      return sound(id.substring(id.indexOf('-') + 1));
    }
    Mutant mutant = BY_ID.get(id);
    if (mutant == null) {
      throw new IllegalArgumentException(
          "there is no mutant " + id + "; there are " + BY_ID.keySet());
    }
    return mutant;
  }

  /** The twin on the server of that profile. */
  static Mutant sound(MemoryProfile profile) {
    return MemoryProfile.names().stream()
        .filter(name -> MemoryProfile.like(name).equals(profile))
        .map(Mutants::sound)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Wrapped like the mutants at every place, but with nothing broken: it must pass each test that a
   * mutant fails.
   */
  private static Mutant sound(String profile) {
    Breakage none =
        new Breakage() {
          @Override
          public LeaseStore store(LeaseStore sound, AtomicConfig config) {
            return new ForwardingStore(sound);
          }

          @Override
          public AtomicConfig config(AtomicConfig sound) {
            return new ForwardingConfig(sound);
          }

          @Override
          public Atomic atomic(Atomic sound, AtomicConfig config) {
            return new ForwardingAtomic(sound);
          }

          @Override
          public Kit kit(Kit sound) {
            return new ForwardingKit(sound);
          }
        };
    return Mutant.of("sound-" + profile, Level.ATOMIC, "nothing is broken", none)
        .on(MemoryProfile.like(profile));
  }
}

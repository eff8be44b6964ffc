package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.NumberLease;
import dev.lockstep.engine.core.Law;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LeaseStore;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One broken implementation, and how the suite notices it. Immutable.
 *
 * @param id its rule, a dash and a name, such as {@code M5-frees-others}
 * @param broken what is broken, in one sentence
 * @param test the test of its rule that must fail
 * @param says what the message of that failure contains
 * @param alsoBreaks other rules that it breaks by its nature; any other that fails is the wrong one
 * @param profile the law of liveness of the server underneath
 */
record Mutant(
    String id,
    Level level,
    String broken,
    String test,
    String says,
    Set<String> alsoBreaks,
    MemoryProfile profile,
    Breakage breakage) {

  /** An adapter whose store is broken. */
  static Mutant port(String id, String broken, UnaryOperator<LeaseStore> store) {
    return of(
        id,
        Level.PORT,
        broken,
        new Breakage() {
          @Override
          public LeaseStore store(LeaseStore sound, AtomicConfig config) {
            return store.apply(sound);
          }
        });
  }

  /** An adapter that hands the wrong collaborators to the engine. */
  static Mutant wiring(String id, String broken, UnaryOperator<AtomicConfig> config) {
    return of(
        id,
        Level.PORT,
        broken,
        new Breakage() {
          @Override
          public AtomicConfig config(AtomicConfig sound) {
            return config.apply(sound);
          }
        });
  }

  /** Primitives that are broken. */
  static Mutant atomic(String id, String broken, UnaryOperator<Atomic> atomic) {
    return of(
        id,
        Level.ATOMIC,
        broken,
        new Breakage() {
          @Override
          public Atomic atomic(Atomic sound, AtomicConfig config) {
            return atomic.apply(sound);
          }
        });
  }

  /**
   * Primitives whose locks are broken.
   *
   * @param mutex called for each view of a lock, whose options are then settled
   */
  static Mutant locks(String id, String broken, Function<DistributedMutex, ForwardingMutex> mutex) {
    return atomic(
        id,
        broken,
        sound ->
            new ForwardingAtomic(sound) {
              @Override
              public DistributedMutex mutex(String key) {
                return ForwardingMutex.broken(sound.mutex(key), mutex);
              }
            });
  }

  /** A kit that is broken. */
  static Mutant kit(String id, String broken, UnaryOperator<Kit> kit) {
    return of(
        id,
        Level.ATOMIC,
        broken,
        new Breakage() {
          @Override
          public Kit kit(Kit sound) {
            return kit.apply(sound);
          }
        });
  }

  /** Primitives whose numbers are broken. */
  static Mutant numbers(String id, String broken, UnaryOperator<NumberLease> number) {
    return atomic(
        id,
        broken,
        sound ->
            new ForwardingAtomic(sound) {
              @Override
              public NumberLease allocateNumber(String pool, int max) {
                return number.apply(super.allocateNumber(pool, max));
              }

              @Override
              public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
                return ForwardingMutex.passedOn(
                    super.allocateNumberAsync(pool, max), number, NumberLease::close);
              }
            });
  }

  /** Primitives whose elections are broken. */
  static Mutant elections(String id, String broken, UnaryOperator<Election> election) {
    return atomic(
        id,
        broken,
        sound ->
            new ForwardingAtomic(sound) {
              @Override
              public Election enableElection(ElectionOptions options) {
                return election.apply(super.enableElection(options));
              }

              @Override
              public Election election(String isolationKey) {
                return election.apply(super.election(isolationKey));
              }
            });
  }

  /** Primitives whose locks give broken leases. */
  static Mutant leases(String id, String broken, UnaryOperator<ForwardingLease> lease) {
    return locks(id, broken, sound -> new ForwardingMutex(sound, lease));
  }

  /** An engine under another law. */
  static Mutant law(String id, String broken, Law law) {
    return of(
        id,
        Level.LAW,
        broken,
        new Breakage() {
          @Override
          public Law law() {
            return law;
          }
        });
  }

  static Mutant of(String id, Level level, String broken, Breakage breakage) {
    return new Mutant(id, level, broken, "", "", Set.of(), MemoryProfile.likeRedis(), breakage);
  }

  /** The test that must fail, and what it says. */
  Mutant caughtBy(String failing, String saying) {
    return new Mutant(id, level, broken, failing, saying, alsoBreaks, profile, breakage);
  }

  /** It breaks these rules as well. */
  Mutant alsoBreaking(String... rules) {
    return new Mutant(
        id, level, broken, test, says, new TreeSet<>(Set.of(rules)), profile, breakage);
  }

  /** On a server that follows another law of liveness. */
  Mutant on(MemoryProfile other) {
    return new Mutant(id, level, broken, test, says, alsoBreaks, other, breakage);
  }

  /** The rule that it breaks. */
  String rule() {
    return id.substring(0, id.indexOf('-'));
  }
}

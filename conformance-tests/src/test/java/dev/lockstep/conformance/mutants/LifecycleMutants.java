package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What breaks C1 and C2: kits that leave something behind, or do not come back. */
final class LifecycleMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "C1-leaves-its-connection",
                  "Closing the store closes no connection.",
                  sound ->
                      new ForwardingStore(sound) {
                        @Override
                        public void close() {
                          // What is broken is that nothing happens.
                        }
                      })
              .caughtBy("c01_an_unused_kit_leaves_nothing", "no connection is left"),
          Mutant.atomic(
                  "C1-closes-later", "close returns before anything is given up.", ClosesLater::new)
              .caughtBy("c01_close_gives_up_everything", "[leases of a kit that is closed]"),
          Mutant.port(
                  "C2-deaf-after-an-outage",
                  "After an outage no notification is delivered any more.",
                  DeafAfterAnOutage::of)
              .caughtBy("c02_locks_work_again", "the waiter: nothing within"));

  private LifecycleMutants() {}

  private static final class ClosesLater extends ForwardingAtomic {
    ClosesLater(Atomic sound) {
      super(sound);
    }

    @Override
    public void close() {
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(super::close);
    }
  }

  private static final class DeafAfterAnOutage extends ForwardingStore {
    private final AtomicBoolean deaf;

    private DeafAfterAnOutage(LeaseStore sound, AtomicBoolean deaf) {
      super(sound);
      this.deaf = deaf;
    }

    static LeaseStore of(LeaseStore sound) {
      AtomicBoolean deaf = new AtomicBoolean();
      LeaseStore noticing =
          OtherFailures.of(
              sound,
              false,
              failure -> {
                deaf.set(true);
                return failure;
              });
      return new DeafAfterAnOutage(noticing, deaf);
    }

    @Override
    public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
      return super.watch(
          key,
          at -> {
            if (!deaf.get()) {
              hint.accept(at);
            }
          });
    }
  }
}

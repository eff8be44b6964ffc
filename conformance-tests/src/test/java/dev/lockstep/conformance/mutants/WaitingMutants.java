package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Lease;
import dev.lockstep.Registration;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What breaks W1 to W5: waiters that are woken late, in the wrong order, never, or dearly. */
final class WaitingMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "W1-hints-in-batches",
                  "Notifications are delivered only every 175 ms.",
                  HintsInBatches::new)
              .caughtBy("w01_a_waiter_is_woken_by_the_notification", "[median"),
          Mutant.atomic(
                  "W2-first-is-last",
                  "The first waiter of a kit is put in the queue a moment later than those after it.",
                  FirstIsLast::new)
              .caughtBy(
                  "w02_waiters_of_one_kit_are_served_in_order",
                  "[the order in which waiters were served]")
              .alsoBreaking("M11"),
          Mutant.of(
                  "W3-favours-the-first",
                  Level.PORT,
                  "The server answers one kit at once, and the others a moment later.",
                  new Breakage() {
                    @Override
                    public LeaseStore store(LeaseStore sound, AtomicConfig config) {
                      return config.nodeKey().equals("kit-1") ? sound : new Unfavoured(sound);
                    }
                  })
              .caughtBy("w03_nobody_starves_among_four", "[the least of "),
          Mutant.locks(
                  "W4-a-thread-each",
                  "Each asynchronous waiter blocks a thread of its own.",
                  AThreadEach::new)
              .caughtBy(
                  "w04_a_thousand_waiters_cost_no_thread_and_do_not_all_ask", "[threads more]")
              .alsoBreaking("W2"),
          Mutant.locks(
                  "W5-looks-seldom",
                  "A waiter looks again only after four times its retry interval.",
                  sound ->
                      new ForwardingMutex(
                          sound.with(
                              sound
                                  .options()
                                  .retryInterval(sound.options().retryInterval().multipliedBy(4)))))
              .caughtBy(
                  "w05_a_lost_notification_costs_at_most_one_retry_interval",
                  "[how long the lock was free before its waiter had it]"));

  private WaitingMutants() {}

  private static final class HintsInBatches extends ForwardingStore {
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(175);

    HintsInBatches(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Registration> watch(Key key, Consumer<Optional<Key>> hint) {
      return super.watch(
          key,
          at -> {
            long untilNext = APART - Math.floorMod(System.nanoTime(), APART);
            CompletableFuture.delayedExecutor(untilNext, TimeUnit.NANOSECONDS)
                .execute(() -> hint.accept(at));
          });
    }
  }

  private static final class FirstIsLast extends ForwardingAtomic {
    private static final Executor LATER =
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

    private final AtomicBoolean first = new AtomicBoolean(true);

    FirstIsLast(Atomic sound) {
      super(sound);
    }

    @Override
    public DistributedMutex mutex(String key) {
      return ForwardingMutex.broken(
          sound.mutex(key),
          mutex ->
              new ForwardingMutex(mutex) {
                @Override
                public CompletableFuture<Lease> lockAsync() {
                  return first.getAndSet(false)
                      ? CompletableFuture.supplyAsync(() -> key, LATER)
                          .thenCompose(late -> super.lockAsync())
                      : super.lockAsync();
                }
              });
    }
  }

  private static final class Unfavoured extends ForwardingStore {
    private static final Executor LATER =
        CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    Unfavoured(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return CompletableFuture.supplyAsync(() -> key, LATER)
          .thenCompose(late -> super.grant(key, term, body, session));
    }
  }

  private static final class AThreadEach extends ForwardingMutex {
    AThreadEach(DistributedMutex sound) {
      super(sound);
    }

    @Override
    public CompletableFuture<Lease> lockAsync() {
      CompletableFuture<Lease> lease = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  lease.complete(lock());
                } catch (RuntimeException failed) {
                  lease.completeExceptionally(failed);
                }
              },
              "waiter");
      thread.setDaemon(true);
      thread.start();
      return lease;
    }
  }
}

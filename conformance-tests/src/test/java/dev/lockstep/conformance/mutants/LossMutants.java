package dev.lockstep.conformance.mutants;

import dev.lockstep.LeaseEnd;
import dev.lockstep.Registration;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What breaks L2 and L4 to L7: ends that come too late, twice, or never. */
final class LossMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "L2-promises-too-much",
                  "A session promises a fifth more validity than its TTL.",
                  sound -> new OtherTtl(sound, 1, 1.2))
              .caughtBy(
                  "l02_a_holder_that_was_cut_off_knows_before_its_successor",
                  "[the holder knew when its successor was granted the lock]"),
          Mutant.leases(
                  "L2-held-until-told",
                  "A lease is held until its end was heard, whatever the clock says.",
                  HeldUntilTold::new)
              .caughtBy("l02_a_holder_that_was_paused_knows_at_once", "[held after the pause]"),
          Mutant.atomic(
                  "L4-switches-to-the-next-lease",
                  "A lease is held whenever its kit holds the key, also by a later lease.",
                  kit ->
                      new ForwardingAtomic(kit) {
                        @Override
                        public ForwardingMutex mutex(String key) {
                          return ForwardingMutex.broken(
                              kit.mutex(key),
                              mutex ->
                                  new ForwardingMutex(
                                      mutex,
                                      lease ->
                                          new ForwardingLease(lease) {
                                            @Override
                                            public boolean isHeld() {
                                              return kit.held().stream()
                                                  .anyMatch(
                                                      held ->
                                                          held.key().equals(key) && held.isHeld());
                                            }
                                          }));
                        }
                      })
              .caughtBy("l04_a_lost_lease_stays_lost", "it stays lost")
              .alsoBreaking("M5", "M11", "R1"),
          Mutant.leases(
                  "L5-tells-twice",
                  "Each listener hears the end of a lease twice.",
                  lease ->
                      new ForwardingLease(lease) {
                        @Override
                        public Registration onEnd(Consumer<? super LeaseEnd> listener) {
                          var first = lease.onEnd(listener);
                          var second = lease.onEnd(listener);
                          return () -> {
                            first.close();
                            second.close();
                          };
                        }
                      })
              .caughtBy(
                  "l05_every_listener_hears_the_one_end_once",
                  "[what the listeners heard, in this order]"),
          Mutant.wiring(
                  "L5-on-the-thread-of-the-client",
                  "Listeners run on whatever thread brings the news.",
                  OwnThread::new)
              .caughtBy("l05_code_of_users_runs_on_the_listener_executor", "[the thread that "),
          Mutant.port(
                  "L6-looks-in-its-own-books",
                  "An audit tells what the adapter granted, not what the server has.",
                  OwnBooks::new)
              .on(MemoryProfile.likeEtcd())
              .caughtBy(
                  "l06_an_operator_deletion_is_heard_within_a_ttl", "the loss: nothing within"),
          Mutant.port(
                  "L6-renewal-compares-no-term",
                  "A renewal finds a record alive whose key has any record, also another's.",
                  AnyTerm::new)
              .caughtBy(
                  "l06_a_deletion_is_heard_though_another_was_granted_the_key",
                  "the loss: nothing within"),
          Mutant.port(
                  "L7-stands-too-long",
                  "The server keeps each record four times as long as the lease says.",
                  sound -> new OtherTtl(sound, 4, 1))
              .caughtBy(
                  "l07_a_killed_holders_lease_ends_in_time", "the successor: nothing within"));

  private LossMutants() {}

  private static final class HeldUntilTold extends ForwardingLease {
    private volatile boolean released;

    HeldUntilTold(ForwardingLease sound) {
      super(sound);
    }

    @Override
    public boolean isHeld() {
      return !released;
    }

    @Override
    public void release() {
      released = true;
      super.release();
    }
  }

  private static final class OwnThread extends ForwardingConfig {
    OwnThread(AtomicConfig given) {
      super(given);
    }

    @Override
    public Executor listeners() {
      return Runnable::run;
    }
  }

  private static final class OwnBooks extends ForwardingStore {
    private final Set<Key> granted = ConcurrentHashMap.newKeySet();

    OwnBooks(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      granted.add(key);
      return super.grant(key, term, body, session);
    }

    @Override
    public CompletionStage<Outcome> release(Key key, UUID term, long version) {
      granted.remove(key);
      return super.release(key, term, version);
    }

    @Override
    public CompletionStage<Set<Key>> audit(Session session) {
      return CompletableFuture.completedFuture(Set.copyOf(granted));
    }
  }

  private static final class AnyTerm extends ForwardingStore {
    AnyTerm(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Renewal> renew(Session session, Collection<Entry> held) {
      return super.renew(session, held)
          .thenCompose(
              said ->
                  said instanceof Renewal.Alive alive
                      ? foundAgain(alive, List.copyOf(alive.gone()))
                      : CompletableFuture.completedFuture(said));
    }

    private CompletionStage<Renewal> foundAgain(Renewal.Alive alive, List<Key> gone) {
      if (gone.isEmpty()) {
        return CompletableFuture.completedFuture(alive);
      }
      Set<Key> fewer = new HashSet<>(alive.gone());
      fewer.remove(gone.get(0));
      return get(gone.get(0))
          .thenCompose(
              found ->
                  foundAgain(
                      found.isEmpty() ? alive : new Renewal.Alive(fewer, alive.moved()),
                      gone.subList(1, gone.size())));
    }
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What breaks E1 to E12: two leaders, none, or one that does not know. */
final class ElectionMutants {
  private static final String LEADER = "leader";

  static final List<Mutant> ALL =
      List.of(
          Mutant.elections(
                  "E1-leads-while-it-resigns",
                  "A node leads until its resignation was answered.",
                  LeadsWhileItResigns::new)
              .caughtBy(
                  "e01_a_leader_that_resigns_is_ousted_before_its_record_goes",
                  "[it leads when ousted was heard]"),
          Mutant.port(
                  "E2-releases-later",
                  "The record of a leader is deleted three seconds after that was confirmed.",
                  ReleasesLater::new)
              .caughtBy("e02_another_leads_after_a_close", "one of them leads"),
          Mutant.elections(
                  "E3-leads-until-told",
                  "A node leads until it hears that it was ousted, whatever the clock says.",
                  LeadsUntilTold::new)
              .caughtBy("e03_a_wall_clock_set_forward_ends_leadership", "[leads after the step]"),
          Mutant.elections(
                  "E4-elected-comes-late",
                  "Elected is told 50 ms late, ousted at once.",
                  ElectedComesLate::new)
              .caughtBy("e04_ousted_is_heard_on_close", "[event 0 of "),
          Mutant.atomic(
                  "E5-asks-once",
                  "Whether a node may lead is asked once, and remembered.",
                  sound ->
                      new ForwardingAtomic(sound) {
                        @Override
                        public Election enableElection(ElectionOptions options) {
                          boolean may = options.canElect().getAsBoolean();
                          return super.enableElection(options.canElect(() -> may));
                        }
                      })
              .caughtBy("e05_a_leader_that_may_not_lead_gives_up", "it leads no more"),
          Mutant.port(
                  "E6-drops-punctuation",
                  "Names of domains are stored without what is not a letter.",
                  sound -> new OtherKeys(sound, ElectionMutants::withoutPunctuation))
              .caughtBy("e06_domains_do_not_influence_one_another", "[leads 'a-b']"),
          Mutant.port(
                  "E7-takes-over-its-own-name",
                  "A grant replaces the record of a leader with the same node key.",
                  TakesOverItsOwnName::new)
              .caughtBy(
                  "e07_two_processes_with_one_node_key_never_lead_both", "only the first leads"),
          Mutant.elections(
                  "E8-observes-an-earlier-term-again",
                  "Before each change the term before is observed once more.",
                  ObservesAgain::new)
              .caughtBy("e08_observed_tokens_never_go_back", "[the tokens that were observed]"),
          Mutant.atomic(
                  "E9-enables-twice",
                  "To enable what is enabled gives the election that there is.",
                  sound ->
                      new ForwardingAtomic(sound) {
                        @Override
                        public Election enableElection(ElectionOptions options) {
                          try {
                            return super.enableElection(options);
                          } catch (InvalidOptionException enabled) {
                            return super.election(options.isolationKey());
                          }
                        }
                      })
              .caughtBy("e09_an_election_is_enabled_once", "[those that could enable it]"),
          Mutant.atomic(
                  "E10-enables-nobody",
                  "Enabling succeeds though the backend could not be asked.",
                  EnablesNobody::new)
              .caughtBy(
                  "e10_enabling_fails_when_cut_off",
                  "should have failed with BACKEND_UNAVAILABLE ("),
          Mutant.elections(
                  "E11-does-not-extend",
                  "extend asks nobody if the node leads.",
                  election ->
                      new ForwardingElection(election) {
                        @Override
                        public void extend() {
                          if (!isLeader()) {
                            super.extend();
                          }
                        }
                      })
              .caughtBy("e11_extend_renews_at_once", "[what was left of a term from extend on]"),
          Mutant.elections(
                  "E11-closes-later",
                  "close returns before anything is given up.",
                  election ->
                      new ForwardingElection(election) {
                        @Override
                        public void close() {
                          CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS)
                              .execute(super::close);
                        }
                      })
              .caughtBy(
                  "e11_close_waits_for_a_grant_on_its_way", "[who leads when close has returned]"),
          Mutant.atomic(
                  "E12-stands-again-at-once",
                  "A node that resigned stands again at once.",
                  StandsAgain::new)
              .caughtBy(
                  "e12_a_node_stands_again_after_one_unhealthy_time",
                  "[leads when it has resigned]"));

  private ElectionMutants() {}

  private static final class LeadsWhileItResigns extends ForwardingElection {
    private volatile boolean resigning;

    LeadsWhileItResigns(Election sound) {
      super(sound);
    }

    @Override
    public boolean isLeader() {
      return resigning || super.isLeader();
    }

    @Override
    public void resign() {
      resigning = true;
      try {
        super.resign();
      } finally {
        resigning = false;
      }
    }
  }

  private static final class ReleasesLater extends ForwardingStore {
    private static final Executor LATER = CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS);

    ReleasesLater(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> release(Key key, UUID term, long version) {
      if (!key.kind().equals(LEADER)) {
        return super.release(key, term, version);
      }
      LATER.execute(
          () -> {
            var unused = super.release(key, term, version);
          });
      return CompletableFuture.completedFuture(new Outcome.Done(version, 0));
    }
  }

  private static final class LeadsUntilTold extends ForwardingElection {
    private final AtomicBoolean leads;

    LeadsUntilTold(Election sound) {
      super(sound);
      leads = new AtomicBoolean(sound.isLeader());
      var unused = sound.onLeaderChanged(event -> leads.set(event.isLeader()));
    }

    @Override
    public boolean isLeader() {
      return leads.get();
    }
  }

  private static final class ElectedComesLate extends ForwardingElection {
    private static final Executor LATER =
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    ElectedComesLate(Election sound) {
      super(sound);
    }

    @Override
    public Registration onLeaderChanged(Consumer<? super LeaderChangedEvent> handler) {
      return super.onLeaderChanged(
          event -> {
            if (event.isLeader()) {
              LATER.execute(() -> handler.accept(event));
            } else {
              handler.accept(event);
            }
          });
    }
  }

  /** Encoded, a sign is {@code =} and two digits. */
  private static Key withoutPunctuation(Key key) {
    return key.kind().equals(LEADER)
        ? new Key(LEADER, key.domain(), key.name().replaceAll("=..|[^A-Za-z]", ""))
        : key;
  }

  private static final class TakesOverItsOwnName extends ForwardingStore {
    TakesOverItsOwnName(LeaseStore sound) {
      super(sound);
    }

    private static String node(Key key, byte[] body) {
      return RecordBody.decode(key.path(), body).node();
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, body, session)
          .thenCompose(
              outcome ->
                  outcome instanceof Outcome.Refused refused
                          && key.kind().equals(LEADER)
                          && refused
                              .standing()
                              .filter(there -> node(key, there.body()).equals(node(key, body)))
                              .isPresent()
                      ? super.release(key, refused.standing().get().term(), 0)
                          .thenCompose(gone -> super.grant(key, term, body, session))
                      : CompletableFuture.completedFuture(outcome));
    }
  }

  private static final class ObservesAgain extends ForwardingElection {
    ObservesAgain(Election sound) {
      super(sound);
    }

    @Override
    public Registration observeLeader(Consumer<? super Optional<Holder>> observer) {
      AtomicReference<Optional<Holder>> before = new AtomicReference<>(Optional.empty());
      return super.observeLeader(
          leader -> {
            before.getAndSet(leader).ifPresent(holder -> observer.accept(Optional.of(holder)));
            observer.accept(leader);
          });
    }
  }

  private static final class EnablesNobody extends ForwardingAtomic {
    EnablesNobody(Atomic sound) {
      super(sound);
    }

    @Override
    public Election enableElection(ElectionOptions options) {
      try {
        return super.enableElection(options);
      } catch (BackendUnavailableException unreachable) {
        return (Election)
            Proxy.newProxyInstance(
                Election.class.getClassLoader(),
                new Class<?>[] {Election.class},
                (proxy, method, arguments) ->
                    method.getReturnType() == boolean.class ? Boolean.FALSE : null);
      }
    }
  }

  private static final class StandsAgain extends ForwardingAtomic {
    StandsAgain(Atomic sound) {
      super(sound);
    }

    @Override
    public Election enableElection(ElectionOptions options) {
      return new Restless(sound, options);
    }
  }

  /** Leaves the election instead of resigning, and joins it anew. */
  private static final class Restless extends ForwardingElection {
    private final Atomic kit;
    private final ElectionOptions options;
    private volatile Election now;

    Restless(Atomic kit, ElectionOptions options) {
      super(kit.enableElection(options));
      this.kit = kit;
      this.options = options;
      this.now = sound;
    }

    @Override
    public boolean isLeader() {
      return now.isLeader();
    }

    @Override
    public Optional<Lease> term() {
      return now.term();
    }

    @Override
    public void resign() {
      now.close();
      now = kit.enableElection(options);
    }

    @Override
    public void close() {
      now.close();
    }
  }
}

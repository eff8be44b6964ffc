package dev.lockstep.conformance.mutants;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.MemberEvent;
import dev.lockstep.Membership;
import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What breaks H1 to H6: members that are not there, and others that nobody sees. */
final class HeartbeatMutants {
  private static final String NODE = "node";

  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "H1-lists-a-copy",
                  "A listing is answered from a copy that is up to a second old.",
                  ListsACopy::new)
              .caughtBy("h01_alive_nodes_are_sorted_and_as_of_the_call", "[alive as of the call: "),
          Mutant.port(
                  "H2-stands-too-long",
                  "The server keeps each record four times as long as the lease says.",
                  sound -> new OtherTtl(sound, 4, 1))
              .caughtBy("h02_a_killed_node_is_gone_in_time", "it is gone"),
          Mutant.atomic(
                  "H3-always-beats",
                  "A node has a heartbeat whether it wants one or not.",
                  sound ->
                      new ForwardingAtomic(sound) {
                        @Override
                        public Election enableElection(ElectionOptions options) {
                          return super.enableElection(options.keepHeartbeat());
                        }
                      })
              .caughtBy(
                  "h03_without_heartbeat_nobody_is_a_member",
                  "should have failed with INVALID_OPTION ("),
          Mutant.elections(
                  "H4-deaf-to-itself",
                  "A node does not hear that its own heart stopped.",
                  election ->
                      new OtherMembers(
                          election,
                          (event, heard) -> {
                            if (event.joined() || !event.nodeKey().equals(election.nodeKey())) {
                              heard.accept(event);
                            }
                          }))
              .caughtBy(
                  "h04_a_node_that_was_cut_off_learns_of_it_and_comes_back", "it learns of it"),
          Mutant.elections(
                  "H5-joins-twice",
                  "Each joining is told twice.",
                  election ->
                      new OtherMembers(
                          election,
                          (event, heard) -> {
                            heard.accept(event);
                            if (event.joined()) {
                              heard.accept(event);
                            }
                          }))
              .caughtBy("h05_joins_and_departures_are_heard_alternating", " after MemberEvent["),
          Mutant.port(
                  "H6-ends-all-incarnations",
                  "The end of one incarnation deletes all of its node key.",
                  EndsAll::new)
              .caughtBy(
                  "h06_a_node_key_is_alive_while_any_incarnation_is",
                  "[the node whose other incarnation lives]"));

  private HeartbeatMutants() {}

  private static final class ListsACopy extends ForwardingStore {
    private record Copy(Page page, long madeAt) {}

    private final Map<String, Copy> copies = new ConcurrentHashMap<>();

    ListsACopy(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Page> list(String kind, String domain, Optional<String> cursor) {
      String place = kind + " " + domain + " " + cursor;
      Copy copy = copies.get(place);
      if (copy != null && System.nanoTime() - copy.madeAt < 1_000_000_000L) {
        return CompletableFuture.completedFuture(copy.page);
      }
      return super.list(kind, domain, cursor)
          .thenApply(
              page -> {
                copies.put(place, new Copy(page, System.nanoTime()));
                return page;
              });
    }
  }

  /** What becomes of news of a member. */
  private interface Telling {
    void tell(MemberEvent event, Consumer<? super MemberEvent> heard);
  }

  private static final class OtherMembers extends ForwardingElection {
    private final Telling telling;

    OtherMembers(Election sound, Telling telling) {
      super(sound);
      this.telling = telling;
    }

    @Override
    public Membership members() {
      Membership members = super.members();
      return new Membership() {
        @Override
        public SortedSet<String> aliveNodes() {
          return members.aliveNodes();
        }

        @Override
        public boolean isAlive(String nodeKey) {
          return members.isAlive(nodeKey);
        }

        @Override
        public Registration onMember(Consumer<? super MemberEvent> listener) {
          return members.onMember(event -> telling.tell(event, listener));
        }
      };
    }
  }

  private static final class EndsAll extends ForwardingStore {
    EndsAll(LeaseStore sound) {
      super(sound);
    }

    private static String nodeKey(Key key) {
      return key.name().replaceFirst("=-.*", "");
    }

    @Override
    public CompletionStage<Outcome> release(Key key, UUID term, long version) {
      if (!key.kind().equals(NODE)) {
        return super.release(key, term, version);
      }
      return super.list(NODE, key.domain(), Optional.empty())
          .thenCompose(
              page -> {
                page.entries().stream()
                    .filter(entry -> !entry.term().equals(term))
                    .filter(entry -> nodeKey(entry.key()).equals(nodeKey(key)))
                    .forEach(
                        entry -> {
                          var unused = super.release(entry.key(), entry.term(), entry.version());
                        });
                return super.release(key, term, version);
              });
    }
  }
}

package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.memory.VirtualKit.ttl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.spi.LockstepObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a candidate asks, how soon it stands again, and what its end waits for. */
final class CandidatesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration UNHEALTHY = SECOND.multipliedBy(40);
  private static final ElectionOptions OPTIONS = ElectionOptions.of("d").unhealthyTime(UNHEALTHY);

  private final VirtualTime time = new VirtualTime();
  private MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final List<LeaderChangedEvent> heard = new ArrayList<>();
  private final List<Long> asked = new ArrayList<>();
  private boolean may = true;

  private boolean mayLead() {
    asked.add(time.nanos());
    return may;
  }

  private VirtualKit kit(String name) {
    return new VirtualKit(time, server, name);
  }

  private Election join(VirtualKit kit, ElectionOptions options) {
    CompletableFuture<?> joined = kit.atomic.enableElectionAsync(options);
    time.settle();
    now(joined);
    return kit.atomic.election(options.isolationKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "etcd", "nats", "redis", "zookeeper"})
  void e5_who_leads_is_asked_by_its_validity_and_not_all_the_time(String law) {
    server = new MemoryServer("server", MemoryProfile.like(law), time);
    Election election = join(kit("one"), OPTIONS.canElect(this::mayLead));
    Duration validity = election.term().orElseThrow().validity();
    asked.clear();
    time.advance(validity.multipliedBy(3));
    assertThat(asked).hasSizeBetween(9, 13);
  }

  @Test
  void e5_who_waits_to_lead_is_asked_too() {
    join(kit("one"), OPTIONS);
    join(kit("two"), OPTIONS.canElect(this::mayLead));
    time.advance(UNHEALTHY.multipliedBy(3));
    for (int i = 1; i < asked.size(); i++) {
      assertThat(Duration.ofNanos(asked.get(i) - asked.get(i - 1)))
          .isLessThanOrEqualTo(UNHEALTHY.dividedBy(3));
    }
    assertThat(asked).hasSizeGreaterThanOrEqualTo(9);
  }

  @Test
  void e2_a_leader_whose_record_was_deleted_stands_again_at_once() {
    Election election = join(kit("one"), OPTIONS);
    server.delete("here", KeyCodec.leader("d"));
    Assertions.assertThatThrownBy(election::extend).isInstanceOf(LeaseLostException.class);
    time.advance(Duration.ofMillis(100));
    assertThat(election.isLeader()).isTrue();
  }

  /** Again and again, but not all the time; and soon after it can (E2). */
  @Test
  void e2_a_leader_that_was_cut_off_stands_again_soon_after() {
    VirtualKit kit = kit("one");
    Election election = join(kit, OPTIONS.canElect(this::mayLead));
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(UNHEALTHY);
    assertThat(election.isLeader()).isFalse();
    asked.clear();
    time.advance(SECOND.multipliedBy(30));
    // Each try lasts for the operation timeout, and a pause of a second at most follows.
    assertThat(asked).hasSizeBetween(10, 40);
    kit.node.reconnect();
    time.advance(SECOND.plusMillis(100));
    assertThat(election.isLeader()).isTrue();
  }

  /** A check that finds it not standing begins no second row of attempts. */
  @Test
  void e5_a_candidate_that_is_refused_stands_again_by_one_row_of_attempts() {
    boolean[] refuses = {false};
    MemoryStore store = new MemoryStore(server, "here", time, () -> {});
    EngineAtomic kit =
        StoreWithout.kit(time, store, "grant", () -> refuses[0] ? StoreWithout.refused() : null);
    now(kit.enableElectionAsync(OPTIONS.canElect(this::mayLead)));
    refuses[0] = true;
    server.delete("here", KeyCodec.leader("d"));
    Election election = kit.election("d");
    Assertions.assertThatThrownBy(election::extend).isInstanceOf(LeaseLostException.class);
    time.advance(UNHEALTHY.multipliedBy(10));
    asked.clear();
    time.advance(UNHEALTHY);
    assertThat(asked).hasSizeBetween(40, 100);
    refuses[0] = false;
    time.advance(SECOND);
    assertThat(election.isLeader()).isTrue();
  }

  @Test
  void e12_who_resigned_stands_again_to_the_instant_and_listens_no_more() {
    Election election = join(kit("one"), OPTIONS);
    time.advance(SECOND.multipliedBy(3));
    for (int i = 0; i < 3; i++) {
      election.resign();
      time.advance(UNHEALTHY.minusMillis(1));
      assertThat(election.isLeader()).isFalse();
      time.advance(Duration.ofMillis(1));
      assertThat(election.isLeader()).isTrue();
    }
    time.advance(SECOND.multipliedBy(3));
    assertThat(server.watches()).isZero();
  }

  // ---- what the end waits for (E11)

  @Test
  void e11_leaving_waits_for_a_lease_that_was_given_up_just_before() {
    VirtualKit kit = kit("one");
    Election election = join(kit, OPTIONS);
    kit.link().planNext(Fate.slow(SECOND, Duration.ZERO), Question.RELEASE);
    CompletableFuture<Void> released = election.term().orElseThrow().releaseAsync();
    CompletableFuture<Void> left = kit.atomic.leaveElectionAsync("d");
    assertThat(left).isNotDone();
    time.advance(SECOND);
    assertThat(released).isCompleted();
    assertThat(left).isCompleted();
  }

  @Test
  void e11_leaving_waits_for_every_attempt_that_was_withdrawn() {
    VirtualKit kit = kit("one");
    kit.lock("warm", ttl(UNHEALTHY));
    Election election = join(kit, OPTIONS.canElect(this::mayLead));
    election.resign();
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    time.advance(UNHEALTHY);
    assertThat(election.isLeader()).isFalse();
    may = false;
    election.reconsider();
    may = true;
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND.dividedBy(2)), Question.GRANT);
    election.reconsider();
    CompletableFuture<Void> left = kit.atomic.leaveElectionAsync("d");
    time.advance(SECOND.minusMillis(1));
    assertThat(left).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(left).isCompleted();
    assertThat(server.records()).isEqualTo(1);
  }

  // ---- what happens between a grant and its news

  private static final class AtGrant implements LockstepObserver {
    private Runnable then = () -> {};

    @Override
    public void granted(Lease lease, Duration waited) {
      if (lease.kind() == LeaseKind.LEADER) {
        Runnable once = then;
        then = () -> {};
        once.run();
      }
    }
  }

  private Election standing(AtGrant observer, VirtualKit[] kit) {
    Election first = join(kit("first"), OPTIONS);
    kit[0] = new VirtualKit(time, server, "one", Runnable::run, observer);
    Election election = join(kit[0], OPTIONS.canElect(this::mayLead));
    election.onLeaderChanged(heard::add);
    first.close();
    return election;
  }

  @Test
  void e5_who_may_not_lead_any_more_when_it_is_granted_gives_it_back_unheard() {
    AtGrant observer = new AtGrant();
    VirtualKit[] kit = new VirtualKit[1];
    Election[] self = new Election[1];
    observer.then =
        () -> {
          may = false;
          self[0].reconsider();
        };
    Election first = join(kit("first"), OPTIONS);
    kit[0] = new VirtualKit(time, server, "one", Runnable::run, observer);
    self[0] = join(kit[0], OPTIONS.canElect(this::mayLead));
    self[0].onLeaderChanged(heard::add);
    kit[0].link().planNext(Fate.slow(SECOND, Duration.ZERO), Question.RELEASE);
    first.close();
    time.settle();
    assertThat(self[0].isLeader()).isFalse();
    CompletableFuture<Void> left = kit[0].atomic.leaveElectionAsync("d");
    assertThat(left).isNotDone();
    time.advance(SECOND);
    assertThat(left).isCompleted();
    assertThat(heard).isEmpty();
    assertThat(server.records()).isZero();
  }

  @Test
  void e4_a_term_that_ended_before_its_news_is_none_and_the_node_stands_again() {
    AtGrant observer = new AtGrant();
    VirtualKit[] kit = new VirtualKit[1];
    observer.then =
        () ->
            kit[0].atomic.held().stream()
                .filter(lease -> lease.kind() == LeaseKind.LEADER)
                .forEach(Lease::release);
    Election election = standing(observer, kit);
    time.advance(Duration.ofMillis(100));
    assertThat(election.isLeader()).isTrue();
    assertThat(heard).hasSize(1);
  }

  @Test
  void e11_who_leaves_when_it_is_granted_leaves_nothing() {
    AtGrant observer = new AtGrant();
    VirtualKit[] kit = new VirtualKit[1];
    List<CompletableFuture<Void>> left = new ArrayList<>();
    observer.then = () -> left.add(kit[0].atomic.leaveElectionAsync("d"));
    Election election = standing(observer, kit);
    time.settle();
    assertThat(election.isLeader()).isFalse();
    assertThat(left).singleElement().satisfies(end -> assertThat(end).isCompleted());
    assertThat(heard).isEmpty();
    assertThat(server.records()).isZero();
  }

  // ---- who left

  @Test
  void e11_who_left_during_an_outage_never_stands_again() {
    VirtualKit kit = kit("one");
    Election election = join(kit, OPTIONS);
    kit.node.disconnect(Duration.ofMillis(1));
    time.advance(UNHEALTHY);
    assertThat(election.isLeader()).isFalse();
    CompletableFuture<Void> left = kit.atomic.leaveElectionAsync("d");
    kit.node.reconnect();
    time.advance(UNHEALTHY.multipliedBy(3));
    assertThat(left).isCompleted();
    assertThat(server.records()).isZero();
    assertThat(kit.asked(Question.GRANT)).as("the first").isEqualTo(1);
  }

  @Test
  void e5_who_left_is_asked_no_more() {
    Election election = join(kit("one"), OPTIONS.canElect(this::mayLead));
    election.close();
    asked.clear();
    election.reconsider();
    election.close();
    time.advance(UNHEALTHY.multipliedBy(2));
    assertThat(asked).isEmpty();
  }

  /** Its attempt has sent nothing yet, so that there is nothing to wait for. */
  @Test
  void e11_who_leaves_while_the_session_opens_has_left() {
    VirtualKit kit = kit("one");
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.OPEN);
    CompletableFuture<?> joined = kit.atomic.enableElectionAsync(OPTIONS);
    assertThat(kit.atomic.leaveElectionAsync("d")).isCompleted();
    assertThat(joined).isCompletedExceptionally();
  }

  @Test
  void e10_who_leaves_before_its_first_heartbeat_is_told_that_it_did_not_join() {
    VirtualKit kit = kit("one");
    kit.lock("warm", ttl(UNHEALTHY));
    kit.link().planNext(Fate.slow(Duration.ZERO, SECOND), Question.GRANT);
    CompletableFuture<?> joined = kit.atomic.enableElectionAsync(OPTIONS.keepHeartbeat());
    CompletableFuture<Void> left = kit.atomic.leaveElectionAsync("d");
    assertThat(joined).isCompletedExceptionally();
    time.advance(SECOND);
    assertThat(left).isCompleted();
    assertThat(server.records()).as("the warm one").isEqualTo(1);
  }

  /** The user says nothing; nobody waits for that. */
  @Test
  void x5_who_leaves_while_it_is_asked_leaves_no_queue() {
    VirtualKit kit = new VirtualKit(time, server, "one", later -> {}, LockstepObserver.none());
    var unused = kit.atomic.enableElectionAsync(OPTIONS.canElect(this::mayLead));
    CompletableFuture<Void> left = kit.atomic.leaveElectionAsync("d");
    assertThat(left).isCompleted();
    assertThat(kit.atomic.inUse()).isZero();
  }
}

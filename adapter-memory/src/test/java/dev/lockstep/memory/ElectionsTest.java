package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Election;
import dev.lockstep.ElectionNotEnabledException;
import dev.lockstep.ElectionOptions;
import dev.lockstep.EndCause;
import dev.lockstep.Holder;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.Metadata;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.KeyCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Elections of two kits in virtual time. */
final class ElectionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration UNHEALTHY = SECOND.multipliedBy(4);
  private static final ElectionOptions OPTIONS = ElectionOptions.of("d").unhealthyTime(UNHEALTHY);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two = new VirtualKit(time, server, "two");
  private final List<LeaderChangedEvent> heard = new ArrayList<>();

  private Election join(VirtualKit kit) {
    return join(kit, OPTIONS);
  }

  private Election join(VirtualKit kit, ElectionOptions options) {
    CompletableFuture<?> joined = kit.atomic.enableElectionAsync(options);
    time.settle();
    now(joined);
    return kit.atomic.election(options.isolationKey());
  }

  private static LeaderChangedEvent elected(String node, long token) {
    return new LeaderChangedEvent(true, node, "d", token);
  }

  private static LeaderChangedEvent ousted(String node, long token) {
    return new LeaderChangedEvent(false, node, "d", token);
  }

  @Test
  void e1_the_first_leads_and_the_second_does_not() {
    Election first = join(one);
    Election second = join(two);
    assertThat(first.isLeader()).isTrue();
    assertThat(second.isLeader()).isFalse();
    assertThat(second.term()).isEmpty();
    Lease term = first.term().orElseThrow();
    assertThat(term.kind()).isEqualTo(LeaseKind.LEADER);
    assertThat(term.key()).isEqualTo("d");
    assertThat(term.ttl()).isEqualTo(UNHEALTHY);
    assertThat(List.of(first.isolationKey(), first.nodeKey())).containsExactly("d", "one");
    assertThat(join(one, ElectionOptions.of("e").nodeKey("other")).nodeKey()).isEqualTo("other");
  }

  @Test
  void e2_when_the_leader_resigns_another_leads_at_once() {
    Election first = join(one);
    Election second = join(two);
    first.onLeaderChanged(heard::add);
    long token = first.term().orElseThrow().token();
    first.resign();
    assertThat(first.isLeader()).isFalse();
    time.advance(SECOND);
    assertThat(second.isLeader()).isTrue();
    assertThat(second.term().orElseThrow().token()).isGreaterThan(token);
    assertThat(heard).containsExactly(elected("one", token), ousted("one", token));
  }

  @Test
  void e2_when_the_leader_leaves_another_leads_at_once() {
    Election first = join(one);
    Election second = join(two);
    first.close();
    first.close();
    time.advance(SECOND);
    assertThat(second.isLeader()).isTrue();
    assertThat(first.isLeader()).isFalse();
    assertThatThrownBy(() -> one.atomic.election("d"))
        .isInstanceOf(ElectionNotEnabledException.class)
        .hasMessageContaining("'d'");
    assertThatThrownBy(first::await).isInstanceOf(KitClosedException.class);
  }

  @Test
  void e4_events_alternate_and_begin_with_the_present_term() {
    Election first = join(one);
    long token = first.term().orElseThrow().token();
    Registration registration = first.onLeaderChanged(heard::add);
    List<LeaderChangedEvent> closed = new ArrayList<>();
    first.onLeaderChanged(closed::add).close();
    assertThat(heard).containsExactly(elected("one", token));
    server.delete("here", KeyCodec.leader("d"));
    time.advance(UNHEALTHY);
    long next = first.term().orElseThrow().token();
    assertThat(heard)
        .containsExactly(elected("one", token), ousted("one", token), elected("one", next));
    registration.close();
    first.close();
    assertThat(heard).hasSize(3);
    assertThat(closed).hasSize(1);
  }

  @Test
  void e4_the_leader_hears_that_it_is_ousted_when_it_leaves() {
    Election first = join(one);
    long token = first.term().orElseThrow().token();
    first.onLeaderChanged(heard::add);
    first.close();
    assertThat(heard).containsExactly(elected("one", token), ousted("one", token));
  }

  @Test
  void e3_a_leader_that_is_cut_off_does_not_lead_past_its_deadline() {
    Election first = join(one);
    Election second = join(two);
    first.onLeaderChanged(heard::add);
    one.node.disconnect();
    time.advance(first.term().orElseThrow().remaining());
    assertThat(first.isLeader()).isFalse();
    assertThat(first.term()).isEmpty();
    assertThat(heard).hasSize(2);
    time.advance(SECOND);
    assertThat(second.isLeader()).isTrue();
    one.node.reconnect();
    time.advance(SECOND);
    assertThat(first.isLeader()).isFalse();
    second.close();
    time.advance(SECOND);
    assertThat(first.isLeader()).as("it stood again by itself").isTrue();
  }

  @Test
  void e5_who_may_not_lead_does_not_campaign_until_it_may() {
    boolean[] may = {false};
    int[] asked = {0};
    Election first =
        join(
            one,
            OPTIONS.canElect(
                () -> {
                  asked[0]++;
                  return may[0];
                }));
    assertThat(first.isLeader()).isFalse();
    assertThat(server.records()).isZero();
    asked[0] = 0;
    time.advance(UNHEALTHY.multipliedBy(3));
    assertThat(asked[0]).as("at least every third of V").isGreaterThanOrEqualTo(9);
    assertThat(asked[0]).as("not all the time").isLessThanOrEqualTo(13);
    may[0] = true;
    time.advance(UNHEALTHY.dividedBy(3));
    assertThat(first.isLeader()).isTrue();
  }

  @Test
  void e5_a_leader_that_may_lead_no_more_gives_up_within_a_third_of_v() {
    boolean[] may = {true};
    Election first = join(one, OPTIONS.canElect(() -> may[0]));
    Election second = join(two);
    first.onLeaderChanged(heard::add);
    time.advance(UNHEALTHY.multipliedBy(2));
    assertThat(first.isLeader()).isTrue();
    may[0] = false;
    time.advance(UNHEALTHY.dividedBy(3));
    assertThat(first.isLeader()).isFalse();
    assertThat(second.isLeader()).isTrue();
    assertThat(heard).hasSize(2);
  }

  @Test
  void e5_who_changed_its_mind_is_asked_at_once_on_request() {
    boolean[] may = {false};
    Election first = join(one, OPTIONS.canElect(() -> may[0]));
    may[0] = true;
    first.reconsider();
    time.settle();
    assertThat(first.isLeader()).isTrue();
    may[0] = false;
    first.reconsider();
    assertThat(first.isLeader()).isFalse();
    time.settle();
    assertThat(server.records()).isZero();
  }

  @Test
  void e5_to_throw_is_to_say_no() {
    boolean[] may = {false};
    Election first =
        join(
            one,
            OPTIONS.canElect(
                () -> {
                  if (!may[0]) {
                    throw new IllegalStateException("on purpose");
                  }
                  return true;
                }));
    assertThat(first.isLeader()).isFalse();
    may[0] = true;
    first.reconsider();
    time.settle();
    assertThat(first.isLeader()).isTrue();
  }

  /** One question at a time: a listener that hangs does not occupy a thread after the other. */
  @Test
  void e5_to_say_nothing_for_too_long_is_to_say_no() {
    List<Runnable> pool = new ArrayList<>();
    VirtualKit slow =
        new VirtualKit(time, server, "slow", pool::add, dev.lockstep.spi.LockstepObserver.none());
    CompletableFuture<? extends Election> joined = slow.atomic.enableElectionAsync(OPTIONS);
    assertThat(joined).isNotDone();
    assertThat(pool).hasSize(1);
    time.advance(UNHEALTHY.dividedBy(4).minusMillis(1));
    assertThat(joined).isNotDone();
    time.advance(Duration.ofMillis(1));
    Election election = now(joined);
    assertThat(election.isLeader()).isFalse();
    time.advance(UNHEALTHY.multipliedBy(5));
    assertThat(pool).as("questions that hang").hasSize(1);
    pool.remove(0).run();
    while (!pool.isEmpty()) {
      pool.remove(0).run();
      time.settle();
    }
    assertThat(election.isLeader()).isTrue();
  }

  @Test
  void e6_domains_do_not_influence_one_another() {
    Election first = join(one);
    Election second = join(two, ElectionOptions.of("e"));
    assertThat(first.isLeader()).isTrue();
    assertThat(second.isLeader()).isTrue();
  }

  @Test
  void e7_the_same_node_key_does_not_lead_twice() {
    Election first = join(one, OPTIONS.nodeKey("same"));
    Election second = join(two, OPTIONS.nodeKey("same"));
    time.advance(UNHEALTHY.multipliedBy(3));
    assertThat(first.isLeader()).isTrue();
    assertThat(second.isLeader()).isFalse();
  }

  @Test
  void e8_anyone_can_ask_who_leads() {
    Election first = join(one, OPTIONS.metadata(Metadata.of("at home")));
    Election second = join(two);
    Holder leader = second.leader().orElseThrow();
    assertThat(leader.kind()).isEqualTo(LeaseKind.LEADER);
    assertThat(leader.key()).isEqualTo("d");
    assertThat(leader.nodeKey()).isEqualTo("one");
    assertThat(leader.token()).isEqualTo(first.term().orElseThrow().token());
    assertThat(leader.metadata().text()).isEqualTo("at home");
    assertThat(leader.since()).isEqualTo(java.time.Instant.ofEpochMilli(time.wallMillis()));
    second.close();
    first.close();
    Election third = join(two, OPTIONS.canElect(() -> false));
    assertThat(third.leader()).isEmpty();
  }

  @Test
  void e9_what_was_not_enabled_is_an_error_and_so_is_enabling_twice() {
    assertThatThrownBy(() -> one.atomic.election("d"))
        .isInstanceOf(ElectionNotEnabledException.class)
        .hasMessageContaining("'d'");
    join(one);
    assertThatThrownBy(() -> one.atomic.enableElectionAsync(OPTIONS))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("'d'");
    assertThat(now(one.atomic.leaveElectionAsync("d"))).isNull();
    assertThat(join(one).isLeader()).isTrue();
    assertThat(one.atomic.leaveElectionAsync("nothing")).isCompleted();
    assertThat(one.atomic.resignAsync("nothing")).isCompleted();
  }

  @Test
  void e10_enabling_fails_if_the_backend_cannot_be_asked_and_leaves_nothing() {
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<? extends Election> joined =
        one.atomic.enableElectionAsync(OPTIONS.keepHeartbeat());
    assertThat(joined).isNotDone();
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(joined)).isInstanceOf(BackendUnavailableException.class);
    assertThatThrownBy(() -> one.atomic.election("d"))
        .isInstanceOf(ElectionNotEnabledException.class);
    one.node.reconnect();
    time.advance(UNHEALTHY.multipliedBy(2));
    assertThat(one.atomic.inUse()).isZero();
    assertThat(server.records()).isZero();
    assertThat(join(one).isLeader()).isTrue();
  }

  @Test
  void e10_without_a_heartbeat_too() {
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<? extends Election> joined = one.atomic.enableElectionAsync(OPTIONS);
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(joined)).isInstanceOf(BackendUnavailableException.class);
    one.node.reconnect();
    time.advance(UNHEALTHY.multipliedBy(2));
    assertThat(one.atomic.inUse()).isZero();
    assertThat(server.records()).isZero();
  }

  @Test
  void e10_the_timeout_of_the_options_bounds_one_question() {
    one.node.disconnect();
    CompletableFuture<? extends Election> joined =
        one.atomic.enableElectionAsync(OPTIONS.timeout(SECOND.multipliedBy(5)));
    time.advance(SECOND.multipliedBy(5));
    assertThat(failed(joined)).isInstanceOf(BackendUnavailableException.class);
  }

  @Test
  void e11_extend_renews_at_once_and_fails_for_who_does_not_lead() {
    Election first = join(one);
    Election second = join(two);
    Lease term = first.term().orElseThrow();
    Duration full = term.remaining();
    time.advance(Duration.ofMillis(500));
    first.extend();
    assertThat(term.remaining()).isEqualTo(full);
    assertThatThrownBy(second::extend)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("'d'");
  }

  @Test
  void e11_await_returns_as_soon_as_leadership_begins() {
    Election first = join(one);
    Election second = join(two);
    assertThat(first.await()).isSameAs(first.term().orElseThrow());
    CompletableFuture<Lease> led = second.awaitAsync();
    CompletableFuture<Lease> forgotten = second.awaitAsync();
    assertThat(led).isNotDone();
    forgotten.cancel(false);
    first.close();
    time.advance(SECOND);
    assertThat(now(led)).isSameAs(second.term().orElseThrow());
    assertThat(now(second.awaitAsync())).isSameAs(led.join());
  }

  @Test
  void e11_who_awaits_is_told_when_the_election_stops() {
    join(one);
    Election second = join(two);
    CompletableFuture<Lease> led = second.awaitAsync();
    second.close();
    assertThat(failed(led)).isInstanceOf(KitClosedException.class);
  }

  @Test
  void e11_stopping_waits_until_the_record_is_gone() {
    join(one);
    one.link().delayReplies(SECOND);
    CompletableFuture<Void> left = one.atomic.leaveElectionAsync("d");
    time.advance(SECOND.minusMillis(1));
    assertThat(left).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(left).isCompleted();
    assertThat(server.records()).isZero();
  }

  @Test
  void e11_stopping_waits_for_what_was_given_up_just_before() {
    join(one);
    one.link().delayReplies(SECOND);
    CompletableFuture<Void> resigned = one.atomic.resignAsync("d");
    CompletableFuture<Void> left = one.atomic.leaveElectionAsync("d");
    assertThat(left).isNotDone();
    time.advance(SECOND.minusMillis(1));
    assertThat(resigned).isNotDone();
    assertThat(left).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(resigned).isCompleted();
    assertThat(left).isCompleted();
  }

  @Test
  void e12_who_resigned_stands_again_after_one_unhealthy_time() {
    Election first = join(one);
    first.resign();
    time.advance(UNHEALTHY.minusMillis(1));
    assertThat(first.isLeader()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(first.isLeader()).isTrue();
    first.resign();
    first.resign();
    time.advance(UNHEALTHY.minusMillis(1));
    assertThat(first.isLeader()).as("resigned again").isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(first.isLeader()).isTrue();
  }

  @Test
  void e12_who_resigned_stands_again_once_another_has_led() {
    Election first = join(one);
    Election second = join(two);
    first.resign();
    time.advance(SECOND);
    assertThat(second.isLeader()).isTrue();
    second.close();
    time.advance(SECOND);
    assertThat(first.isLeader()).isTrue();
  }

  @Test
  void e12_giving_the_lease_up_is_to_resign() {
    Election first = join(one);
    first.onLeaderChanged(heard::add);
    first.term().orElseThrow().release();
    assertThat(heard).hasSize(2);
    assertThat(first.isLeader()).isFalse();
    time.advance(UNHEALTHY.minusMillis(1));
    assertThat(first.isLeader()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(first.isLeader()).isTrue();
  }

  @Test
  void e12_resigning_fails_where_the_backend_does_not_answer_and_the_term_is_over() {
    Election first = join(one);
    Lease term = first.term().orElseThrow();
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Void> resigned = one.atomic.resignAsync("d");
    assertThat(first.isLeader()).isFalse();
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(resigned)).isInstanceOf(BackendUnavailableException.class);
    assertThat(term.isHeld()).isFalse();
  }

  @Test
  void l6_a_leader_whose_record_was_deleted_is_told_so() {
    Election first = join(one);
    Lease term = first.term().orElseThrow();
    server.delete("here", KeyCodec.leader("d"));
    time.advance(UNHEALTHY);
    assertThat(now(term.lost()).cause()).isEqualTo(EndCause.REVOKED);
  }

  @Test
  void c1_closing_the_kit_ends_its_elections() {
    Election first = join(one);
    first.onLeaderChanged(heard::add);
    CompletableFuture<Lease> led =
        join(one, ElectionOptions.of("e").canElect(() -> false)).awaitAsync();
    one.atomic.close();
    assertThat(heard).hasSize(2);
    assertThat(server.records()).isZero();
    assertThat(failed(led)).isInstanceOf(KitClosedException.class);
    assertThatThrownBy(() -> one.atomic.enableElectionAsync(OPTIONS))
        .isInstanceOf(KitClosedException.class);
    assertThatThrownBy(() -> one.atomic.election("d")).isInstanceOf(KitClosedException.class);
  }
}

package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.KeyCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What who observes a domain is told of its leaders (E8), in virtual time. */
final class LeaderViewTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ElectionOptions OPTIONS = ElectionOptions.of("d");

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two = new VirtualKit(time, server, "two");
  private final VirtualKit eye = new VirtualKit(time, server, "eye");
  private final List<Optional<Holder>> seen = new ArrayList<>();
  private final Election view = join(eye, OPTIONS.canElect(() -> false));

  private Election join(VirtualKit kit, ElectionOptions options) {
    var joined = kit.atomic.enableElectionAsync(options);
    time.settle();
    return now(joined);
  }

  private List<String> nodes() {
    return seen.stream().map(h -> h.map(Holder::nodeKey).orElse("-")).toList();
  }

  @Test
  void e8_who_observes_begins_with_now() {
    view.observeLeader(seen::add);
    time.settle();
    assertThat(nodes()).containsExactly("-");
    Election leader = join(one, OPTIONS);
    time.advance(SECOND);
    assertThat(nodes()).containsExactly("-", "one");
    assertThat(seen.get(1).orElseThrow().token()).isEqualTo(leader.term().orElseThrow().token());
    List<Optional<Holder>> later = new ArrayList<>();
    view.observeLeader(later::add);
    time.settle();
    assertThat(later).containsExactly(seen.get(1));
    assertThat(seen).as("nothing changed").hasSize(2);
  }

  @Test
  void e8_changes_are_told_in_order_and_nothing_twice() {
    Election first = join(one, OPTIONS);
    view.observeLeader(seen::add);
    join(two, OPTIONS);
    first.close();
    time.advance(SECOND.multipliedBy(20));
    assertThat(nodes().get(0)).isEqualTo("one");
    assertThat(nodes().get(nodes().size() - 1)).isEqualTo("two");
    assertThat(nodes()).containsOnlyOnce("one", "two").doesNotHaveDuplicates();
  }

  /** Nobody is told of a grant: what is about to change is looked at soon. */
  @Test
  void e8_a_new_leader_is_seen_within_a_second() {
    view.observeLeader(seen::add);
    time.advance(SECOND.multipliedBy(30));
    int before = eye.asked(Question.GET);
    time.advance(SECOND.multipliedBy(10));
    assertThat(eye.asked(Question.GET) - before).as("looks in ten seconds").isBetween(9, 11);
    join(one, OPTIONS);
    time.advance(SECOND);
    assertThat(nodes()).containsExactly("-", "one");
  }

  @Test
  void e8_a_departure_is_seen_at_once_by_its_hint_and_soon_without_it() {
    Election first = join(one, OPTIONS);
    view.observeLeader(seen::add);
    time.advance(SECOND);
    first.close();
    time.advance(Duration.ofMillis(5));
    assertThat(nodes()).containsExactly("one", "-");
    join(two, OPTIONS);
    time.advance(SECOND);
    eye.link().dropHints();
    server.delete("here", KeyCodec.leader("d"));
    time.advance(SECOND);
    assertThat(nodes().subList(0, 4)).containsExactly("one", "-", "two", "-");
  }

  @Test
  void e8_while_nobody_observes_nothing_is_asked() {
    Registration first = view.observeLeader(seen::add);
    Registration second = view.observeLeader(seen::add);
    time.advance(SECOND);
    first.close();
    eye.forgetAsked();
    time.advance(SECOND.multipliedBy(3));
    assertThat(eye.asked(Question.GET)).as("one observes still").isPositive();
    second.close();
    assertThat(server.watches()).isPositive();
    time.advance(SECOND.multipliedBy(3));
    assertThat(server.watches()).as("X5").isZero();
    eye.forgetAsked();
    join(one, OPTIONS);
    time.advance(SECOND.multipliedBy(10));
    assertThat(eye.asked(Question.GET)).isZero();
    assertThat(nodes()).containsOnly("-");
    view.observeLeader(seen::add);
    time.settle();
    assertThat(nodes()).endsWith("one");
  }

  @Test
  void e8_observed_tokens_never_go_back() {
    Election first = join(one, OPTIONS);
    long token = first.term().orElseThrow().token();
    view.observeLeader(seen::add);
    time.settle();
    eye.link().planNext(Fate.slow(Duration.ZERO, SECOND.dividedBy(2)), Question.GET);
    time.advance(SECOND.multipliedBy(1));
    first.close();
    join(two, OPTIONS);
    time.advance(SECOND.multipliedBy(5));
    List<Long> tokens = seen.stream().flatMap(Optional::stream).map(Holder::token).toList();
    assertThat(tokens).isSorted().startsWith(token).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void e8_an_outage_of_the_backend_is_outlived() {
    view.observeLeader(seen::add);
    time.settle();
    eye.node.disconnect(Duration.ofMillis(1));
    time.advance(SECOND.multipliedBy(10));
    join(one, OPTIONS);
    eye.node.reconnect();
    time.advance(SECOND.multipliedBy(3));
    assertThat(nodes()).containsExactly("-", "one");
  }

  @Test
  void c1_who_left_the_election_hears_nothing_more() {
    view.observeLeader(seen::add);
    time.settle();
    view.close();
    time.settle();
    assertThat(server.watches()).isZero();
    view.observeLeader(seen::add);
    join(one, OPTIONS);
    time.advance(SECOND.multipliedBy(10));
    assertThat(nodes()).containsExactly("-");
    assertThat(server.watches()).isZero();
  }
}

package dev.lockstep.memory;

import static dev.lockstep.memory.VirtualKit.failed;
import static dev.lockstep.memory.VirtualKit.now;
import static dev.lockstep.port.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.Holder;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LeaseKind;
import dev.lockstep.LeaseLostException;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Numbers of pools and the marks beside them, in virtual time. */
final class NumbersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TTL = SECOND.multipliedBy(30);

  private final VirtualTime time = new VirtualTime();
  private final MemoryServer server = new MemoryServer("server", MemoryProfile.likeRedis(), time);
  private final VirtualKit one = new VirtualKit(time, server, "one");
  private final VirtualKit two = new VirtualKit(time, server, "two");

  private NumberLease allocate(VirtualKit kit, int max) {
    return now(kit.atomic.allocateNumberAsync("ids", max));
  }

  private RecordBody mark(int number) {
    Key key = KeyCodec.mark("ids", number);
    return RecordBody.decode(key.path(), answer(one.node.store().get(key)).orElseThrow().body());
  }

  @Test
  void n1_a_number_belongs_to_one_holder_and_is_below_max() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      NumberLease lease = allocate(i % 2 == 0 ? one : two, 20);
      assertThat(lease.kind()).isEqualTo(LeaseKind.NUMBER);
      assertThat(lease.key()).isEqualTo("ids/" + lease.number());
      assertThat(lease.mark()).isZero();
      assertThat(lease.ttl()).isEqualTo(TTL);
      numbers.add(lease.number());
    }
    assertThat(numbers).hasSize(20).allMatch(number -> number >= 0 && number < 20);
  }

  @Test
  void n1_numbers_are_chosen_at_random() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      NumberLease lease = allocate(one, 1_000_000);
      numbers.add(lease.number());
      lease.release();
    }
    assertThat(numbers).hasSizeGreaterThan(15);
  }

  @Test
  void n2_a_number_is_renewed_while_held_and_free_after_release() {
    NumberLease lease = allocate(one, 1);
    time.advance(TTL.multipliedBy(3));
    assertThat(lease.isHeld()).isTrue();
    assertThat(failed(two.atomic.allocateNumberAsync("ids", 1)))
        .isInstanceOf(NoAvailableNumberException.class);
    lease.release();
    assertThat(allocate(two, 1).number()).isZero();
    time.advance(Duration.ofMillis(1));
    assertThat(one.atomic.held()).isEmpty();
  }

  @Test
  void n3_a_pool_that_is_used_up_is_an_error_that_says_so() {
    allocate(one, 2);
    allocate(one, 2);
    assertThat(failed(two.atomic.allocateNumberAsync("ids", 2)))
        .isInstanceOf(NoAvailableNumberException.class)
        .hasMessageContaining("all 2 numbers of pool 'ids' are taken");
    assertThat(allocate(two, 3).number()).isEqualTo(2);
  }

  @Test
  void n3_a_pool_without_numbers_is_an_invalid_option() {
    for (int max : List.of(0, -1)) {
      assertThatThrownBy(() -> one.atomic.allocateNumberAsync("ids", max))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("'ids'")
          .hasMessageContaining("is " + max);
    }
    assertThatThrownBy(() -> one.atomic.allocateNumberAsync("", 1))
        .isInstanceOf(InvalidOptionException.class);
    assertThat(one.atomic.allocateNumber("ids", 1).number()).isZero();
  }

  @Test
  void n3_names_that_nobody_writes_take_no_number() {
    Session session = answer(one.node.store().open(TTL));
    answer(
        one.node
            .store()
            .grant(new Key("number", "ids", "x"), UUID.randomUUID(), new byte[0], session));
    assertThat(allocate(one, 1).number()).isZero();
  }

  @Test
  void n4_a_holder_is_told_of_the_loss_before_anybody_has_its_number() {
    NumberLease lease = allocate(one, 1);
    one.node.disconnect();
    time.advance(lease.remaining());
    assertThat(now(lease.lost()).cause()).isEqualTo(EndCause.EXPIRED);
    assertThat(failed(two.atomic.allocateNumberAsync("ids", 1)))
        .isInstanceOf(NoAvailableNumberException.class);
    time.advance(SECOND);
    assertThat(allocate(two, 1).number()).isZero();
  }

  @Test
  void n5_an_allocation_takes_six_round_trips_at_most() {
    for (int i = 0; i < 99; i++) {
      allocate(one, 100);
    }
    allocate(two, 200);
    two.forgetAsked();
    CompletableFuture<NumberLease> last = two.atomic.allocateNumberAsync("ids", 100);
    assertThat(now(last).number()).isBetween(0, 99);
    int trips = 0;
    for (Question question : Question.values()) {
      trips += two.asked(question);
    }
    assertThat(trips).isLessThanOrEqualTo(6);
  }

  @Test
  void n6_pools_do_not_influence_one_another() {
    allocate(one, 1);
    assertThat(now(two.atomic.allocateNumberAsync("other", 1)).number()).isZero();
    assertThat(two.atomic.inspector().holders(LeaseKind.NUMBER))
        .extracting(Holder::key)
        .containsExactlyInAnyOrder("ids/0", "other/0");
  }

  @Test
  void g6_a_mark_is_raised_before_use_and_read_by_the_next_holder() {
    NumberLease first = allocate(one, 1);
    CompletableFuture<Void> raised = first.raiseMark(10);
    assertThat(raised).isCompleted();
    assertThat(first.mark()).isEqualTo(10);
    assertThat(mark(0).mark()).isEqualTo(10);
    assertThat(mark(0).name()).isEqualTo("0");
    assertThat(mark(0).domain()).isEqualTo("ids");
    assertThat(mark(0).node()).isEqualTo("one");
    first.release();
    time.advance(TTL.multipliedBy(10));
    NumberLease next = allocate(two, 1);
    assertThat(next.mark()).isEqualTo(10);
    assertThat(mark(0).node()).isEqualTo("two");
  }

  @Test
  void g6_a_mark_never_sinks() {
    NumberLease lease = allocate(one, 1);
    now(lease.raiseMark(10));
    assertThatThrownBy(() -> lease.raiseMark(9))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("10")
        .hasMessageContaining("9");
    one.forgetAsked();
    now(lease.raiseMark(10));
    assertThat(one.asked(Question.REWRITE)).as("it is there already").isZero();
  }

  @Test
  void g6_raises_are_answered_in_order_and_what_is_covered_costs_nothing() {
    NumberLease lease = allocate(one, 1);
    one.link().delayReplies(Duration.ofMillis(10));
    one.forgetAsked();
    CompletableFuture<Void> first = lease.raiseMark(10);
    CompletableFuture<Void> higher = lease.raiseMark(30);
    CompletableFuture<Void> covered = lease.raiseMark(20);
    time.advance(Duration.ofMillis(10));
    assertThat(first).isCompleted();
    assertThat(higher).isNotDone();
    time.advance(Duration.ofMillis(10));
    assertThat(List.of(higher, covered)).allMatch(CompletableFuture::isDone);
    assertThat(lease.mark()).isEqualTo(30);
    assertThat(one.asked(Question.REWRITE)).isEqualTo(2);
  }

  @Test
  void g6_a_raise_whose_answer_was_lost_is_repeated() {
    NumberLease lease = allocate(one, 1);
    one.link().loseNextReply(Question.REWRITE);
    CompletableFuture<Void> raised = lease.raiseMark(10);
    assertThat(lease.mark()).as("not known yet").isZero();
    time.advance(SECOND);
    assertThat(raised).isCompleted();
    assertThat(lease.mark()).isEqualTo(10);
    now(lease.raiseMark(11));
    assertThat(mark(0).mark()).isEqualTo(11);
  }

  @Test
  void g6_a_raise_that_cannot_reach_the_backend_fails_in_time() {
    NumberLease lease = allocate(one, 1);
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<Void> raised = lease.raiseMark(10);
    time.advance(SECOND);
    assertThat(raised).as("it is tried again").isNotDone();
    time.advance(SECOND);
    assertThat(failed(raised)).isInstanceOf(BackendUnavailableException.class);
    assertThat(lease.mark()).isZero();
    one.node.reconnect();
    now(lease.raiseMark(12));
    assertThat(lease.mark()).isEqualTo(12);
  }

  /** As a connection does that breaks while the network swallows everything. */
  @Test
  void x1_a_raise_that_fails_and_is_swallowed_then_fails_in_time() {
    NumberLease lease = allocate(one, 1);
    one.link().planNext(Fate.unreachable(Duration.ofMillis(1400)), Question.REWRITE);
    one.link().planNext(Fate.swallowed(), Question.REWRITE);
    CompletableFuture<Void> raised = lease.raiseMark(10);
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(raised)).isInstanceOf(BackendUnavailableException.class);
    CompletableFuture<Void> next = lease.raiseMark(11);
    assertThat(next).as("with a whole timeout of its own").isCompleted();
  }

  @Test
  void g6_who_does_not_hold_the_number_raises_nothing() {
    NumberLease lease = allocate(one, 1);
    lease.release();
    assertThat(failed(lease.raiseMark(10))).isInstanceOf(LeaseLostException.class);
    assertThat(mark(0).mark()).isZero();
  }

  /** Its number went on to another: the mark alone tells it before its own renewal does. */
  @Test
  void g6_a_holder_whose_mark_was_taken_over_has_lost_its_number() {
    NumberLease first = allocate(one, 1);
    server.delete("here", KeyCodec.number("ids", 0));
    NumberLease second = allocate(two, 1);
    assertThat(first.isHeld()).as("it was not told yet").isTrue();
    CompletableFuture<Void> raised = first.raiseMark(10);
    assertThat(failed(raised)).isInstanceOf(LeaseLostException.class);
    assertThat(now(first.lost()).cause()).isEqualTo(EndCause.REVOKED);
    assertThat(second.mark()).isZero();
    now(second.raiseMark(5));
    assertThat(mark(0).mark()).isEqualTo(5);
  }

  @Test
  void g6_taking_a_mark_over_outlives_lost_answers() {
    NumberLease first = allocate(one, 1);
    now(first.raiseMark(10));
    first.release();
    two.link().loseNextReply(Question.REGRANT);
    CompletableFuture<NumberLease> asked = two.atomic.allocateNumberAsync("ids", 1);
    assertThat(asked).isNotDone();
    time.advance(SECOND);
    NumberLease second = now(asked);
    assertThat(second.mark()).isEqualTo(10);
    now(second.raiseMark(11));
    assertThat(mark(0).mark()).isEqualTo(11);
  }

  @Test
  void g6_a_mark_that_is_made_outlives_a_lost_answer() {
    one.link().planNext(Fate.prompt(), Question.GRANT);
    one.link().loseNextReply(Question.GRANT);
    CompletableFuture<NumberLease> asked = one.atomic.allocateNumberAsync("ids", 1);
    assertThat(asked).isNotDone();
    time.advance(SECOND);
    now(now(asked).raiseMark(3));
    assertThat(mark(0).mark()).isEqualTo(3);
  }

  @Test
  void g6_no_number_is_handed_out_whose_mark_cannot_be_had() {
    one.link().planNext(Fate.prompt(), Question.GRANT);
    for (int i = 0; i < 1_000; i++) {
      one.link().planNext(Fate.unreachable(Duration.ofMillis(1)), Question.GRANT);
    }
    CompletableFuture<NumberLease> asked = one.atomic.allocateNumberAsync("ids", 1);
    time.advance(SECOND);
    assertThat(asked).isNotDone();
    assertThat(one.atomic.held()).hasSize(1);
    time.advance(SECOND);
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
    time.advance(SECOND);
    assertThat(server.records()).as("the number is given back").isZero();
  }

  @Test
  void k3_a_mark_that_cannot_be_read_is_an_error_and_the_number_is_given_back() {
    Key key = KeyCodec.mark("ids", 0);
    answer(
        one.node
            .store()
            .grant(key, UUID.randomUUID(), "lockstep/2\n\n".getBytes(UTF_8), Session.none()));
    assertThat(failed(one.atomic.allocateNumberAsync("ids", 1)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("lockstep/2");
    assertThat(answer(one.node.store().get(KeyCodec.number("ids", 0)))).isEmpty();
  }

  @Test
  void k3_all_are_taken_is_said_of_records_only_that_can_be_read() {
    allocate(two, 1);
    Key number = KeyCodec.number("ids", 0);
    Entry standing = answer(two.node.store().get(number)).orElseThrow();
    answer(
        two.node
            .store()
            .rewrite(
                number, standing.term(), standing.version(), "lockstep/2\n\n".getBytes(UTF_8)));
    assertThat(failed(one.atomic.allocateNumberAsync("ids", 1)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("lockstep/2");
  }

  @Test
  void x1_an_allocation_that_cannot_reach_the_backend_fails_in_time() {
    one.node.disconnect(Duration.ofMillis(1));
    CompletableFuture<NumberLease> asked = one.atomic.allocateNumberAsync("ids", 1);
    time.advance(SECOND.multipliedBy(2));
    assertThat(failed(asked)).isInstanceOf(BackendUnavailableException.class);
  }

  @Test
  void l8_a_number_whose_grant_came_too_late_is_given_back() {
    VirtualKit slow = new VirtualKit(time, server, "slow");
    slow.link().planNext(Fate.slow(Duration.ZERO, TTL), Question.GRANT);
    CompletableFuture<NumberLease> asked = slow.atomic.allocateNumberAsync("ids", 1);
    time.advance(TTL.plus(SECOND));
    assertThat(asked).isCompletedExceptionally();
    assertThat(slow.atomic.held()).isEmpty();
    time.advance(TTL.multipliedBy(2));
    assertThat(allocate(two, 1).number()).isZero();
  }

  @Test
  void m7_an_allocation_that_nobody_wants_any_more_is_given_back() {
    one.link().delayReplies(Duration.ofMillis(10));
    CompletableFuture<NumberLease> asked = one.atomic.allocateNumberAsync("ids", 1);
    asked.cancel(false);
    time.advance(SECOND);
    assertThat(one.atomic.held()).isEmpty();
    assertThat(allocate(two, 1).number()).isZero();
  }

  @Test
  void c1_closing_the_kit_frees_its_numbers_and_ends_allocations() {
    NumberLease lease = allocate(one, 2);
    one.link().delayReplies(Duration.ofMillis(100));
    CompletableFuture<NumberLease> asked = one.atomic.allocateNumberAsync("ids", 2);
    CompletableFuture<Void> closed = one.atomic.giveUpEverything();
    assertThat(lease.isHeld()).isFalse();
    time.advance(SECOND);
    assertThat(closed).isCompleted();
    assertThat(failed(asked)).isInstanceOf(KitClosedException.class);
    assertThatThrownBy(() -> one.atomic.allocateNumberAsync("ids", 2))
        .isInstanceOf(KitClosedException.class);
    time.advance(TTL);
    allocate(two, 2);
    allocate(two, 2);
  }
}

package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Session;
import org.junit.jupiter.api.Test;

class SessionCoreTest {
  private static final long SECOND = 1_000_000_000L;

  private final SessionCore session = session(Law.STANDARD, Session.Basis.THIS_SEND);

  private static SessionCore session(Law law, Session.Basis basis) {
    return new SessionCore(law, 10 * SECOND, SECOND, basis, 2 * SECOND);
  }

  private static Moment at(double seconds) {
    return new Moment((long) (seconds * SECOND), 1_000_000 + (long) (seconds * 1000));
  }

  private static boolean alive(SessionCore session, double seconds) {
    Moment now = at(seconds);
    return session.isAlive(now.nanos(), now.wallMillis());
  }

  @Test
  void l1_a_deadline_counts_from_before_the_sending_minus_the_margin() {
    assertThat(session.confirm(at(100), at(103))).isTrue();
    assertThat(alive(session, 108.999)).isTrue();
    assertThat(alive(session, 109)).isFalse();
  }

  @Test
  void l8_a_confirmation_that_arrives_late_extends_by_its_own_sending_only() {
    session.confirm(at(100), at(100));
    session.confirm(at(103), at(108));
    assertThat(alive(session, 111.999)).isTrue();
    assertThat(alive(session, 112)).isFalse();
  }

  @Test
  void l8_confirmations_out_of_order_never_shorten_or_lengthen() {
    session.confirm(at(100), at(100));
    session.confirm(at(106), at(107));
    session.confirm(at(103), at(108));
    assertThat(alive(session, 114.999)).isTrue();
    assertThat(alive(session, 115)).isFalse();
  }

  @Test
  void l4_a_confirmation_after_the_deadline_revives_nothing() {
    session.confirm(at(100), at(100));
    assertThat(session.confirm(at(108.9), at(109.1))).isFalse();
    assertThat(alive(session, 109.1)).isFalse();
  }

  @Test
  void l8_a_first_confirmation_past_its_own_deadline_is_none() {
    assertThat(session.confirm(at(100), at(109.5))).isFalse();
  }

  @Test
  void l9_the_wall_clock_set_forward_ends_it_early_for_good() {
    session.confirm(at(100), at(100));
    Moment early = at(101);
    assertThat(session.isAlive(early.nanos(), early.wallMillis() + 20_000)).isFalse();
    assertThat(session.isAlive(early.nanos(), early.wallMillis())).isFalse();
    assertThat(session.confirm(at(101), at(101))).isFalse();
  }

  @Test
  void l9_the_wall_clock_set_back_changes_nothing() {
    session.confirm(at(100), at(100));
    Moment early = at(101);
    assertThat(session.isAlive(early.nanos(), early.wallMillis() - 3_600_000)).isTrue();
    assertThat(session.isAlive(early.nanos(), early.wallMillis() + 20_000)).isFalse();
  }

  @Test
  void l9_the_wall_clock_set_back_lengthens_nothing() {
    session.confirm(at(100), at(100));
    Moment late = at(109.5);
    assertThat(session.isAlive(late.nanos(), late.wallMillis() - 3_600_000)).isFalse();
  }

  @Test
  void l4_what_was_seen_to_be_past_stays_past_when_the_wall_clock_is_set_back() {
    session.confirm(at(100), at(100));
    Moment now = at(101);
    assertThat(session.isAlive(now.nanos(), now.wallMillis() + 20_000)).isFalse();
    assertThat(session.isAlive(now.nanos(), now.wallMillis())).isFalse();
    assertThat(session.confirm(now, at(101.1))).isFalse();
  }

  @Test
  void l9_a_slew_of_one_in_a_thousand_is_allowed() {
    session.confirm(at(100), at(100));
    Moment now = at(108.99);
    assertThat(session.isAlive(now.nanos(), now.wallMillis() + 8)).isTrue();
  }

  @Test
  void l1_behind_a_follower_the_sending_before_the_last_counts() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    behind.confirm(at(103), at(103));
    assertThat(alive(behind, 108.9)).isTrue();
    behind.confirm(at(106), at(108.9));
    assertThat(alive(behind, 111.9)).isTrue();
    assertThat(alive(behind, 112)).isFalse();
  }

  @Test
  void l1_behind_a_follower_two_confirmations_at_once_count_as_one() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    behind.confirm(at(108), at(108));
    behind.confirm(at(108.002), at(108.003));
    assertThat(alive(behind, 109)).isFalse();
  }

  /** The first was on its way for so long that the follower may have told of neither (H2). */
  @Test
  void l1_behind_a_follower_two_that_arrive_together_count_as_one() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    behind.confirm(at(103), at(107));
    assertThat(behind.answered()).isEqualTo(at(107));
    behind.confirm(at(107.1), at(107.2));
    assertThat(alive(behind, 108.9)).isTrue();
    assertThat(alive(behind, 109)).isFalse();
  }

  @Test
  void l1_how_far_apart_two_confirmations_must_be_the_session_says() {
    SessionCore behind =
        new SessionCore(Law.STANDARD, 10 * SECOND, SECOND, Session.Basis.PREVIOUS_SEND, SECOND / 2);
    behind.confirm(at(100), at(100));
    behind.confirm(at(108), at(108));
    behind.confirm(at(108.6), at(108.6));
    assertThat(alive(behind, 116.9)).isTrue();
    assertThat(alive(behind, 117)).isFalse();
  }

  /** By the wall clock more than an hour has passed since the last confirmation. */
  @Test
  void l9_behind_a_follower_a_wall_clock_set_back_and_forward_ends_it_too() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    Moment later = at(103);
    Moment setBack = new Moment(later.nanos(), later.wallMillis() - 3_600_000);
    assertThat(behind.confirm(setBack, setBack)).isTrue();
    assertThat(alive(behind, 104)).isFalse();
  }

  @Test
  void l9_also_a_confirmation_that_lengthens_nothing_tells_the_wall_clock() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    Moment soon = at(101);
    Moment setBack = new Moment(soon.nanos(), soon.wallMillis() - 3_600_000);
    assertThat(behind.confirm(setBack, setBack)).isTrue();
    assertThat(alive(behind, 102)).isFalse();
  }

  @Test
  void l9_behind_a_follower_a_machine_that_slept_between_two_confirmations_counts_it() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    Moment awake = new Moment(at(103).nanos(), at(107).wallMillis());
    assertThat(behind.confirm(awake, awake)).isTrue();
    assertThat(behind.isAlive(at(105.1).nanos(), at(109.1).wallMillis())).isFalse();
  }

  @Test
  void e11_who_asks_for_a_renewal_has_it_from_then_on_once_it_counts() {
    session.confirm(at(100), at(100));
    assertThat(session.countsFrom(at(101))).isFalse();
    session.confirm(at(101), at(101.1));
    assertThat(session.countsFrom(at(101))).isTrue();
  }

  @Test
  void e11_behind_a_follower_a_renewal_counts_with_the_next() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    assertThat(behind.countsFrom(at(100))).isFalse();
    behind.confirm(at(100), at(100));
    behind.confirm(at(103), at(103));
    assertThat(behind.countsFrom(at(103))).isFalse();
    behind.confirm(at(105.1), at(105.2));
    assertThat(behind.countsFrom(at(103))).isTrue();
    assertThat(behind.countsFrom(at(104.9))).as("nothing sent since 103 could count").isTrue();
    assertThat(behind.countsFrom(at(105.1))).isFalse();
  }

  /** Nothing sent before its answer, and so long after, could have counted. */
  @Test
  void e11_behind_a_follower_a_renewal_counts_from_its_answer() {
    SessionCore behind = session(Law.STANDARD, Session.Basis.PREVIOUS_SEND);
    behind.confirm(at(100), at(100));
    behind.confirm(at(103), at(104));
    behind.confirm(at(106.1), at(106.2));
    assertThat(behind.countsFrom(at(105.9))).isTrue();
    assertThat(behind.countsFrom(at(106.1))).isFalse();
  }

  @Test
  void l4_a_term_ends_once_and_is_not_held_afterwards() {
    session.confirm(at(100), at(100));
    TermCore term = new TermCore(session, null);
    Moment now = at(101);
    assertThat(term.isHeld(now.nanos(), now.wallMillis())).isTrue();
    assertThat(term.startEnding()).isTrue();
    assertThat(term.isHeld(now.nanos(), now.wallMillis())).isFalse();
    assertThat(term.startEnding()).isFalse();
    assertThat(term.end()).isTrue();
    assertThat(term.end()).isFalse();
  }

  @Test
  void m9_no_renewal_moves_an_end_of_its_own() {
    session.confirm(at(100), at(100));
    TermCore term = new TermCore(session, Deadline.after(at(100), 2 * SECOND));
    session.confirm(at(101), at(101));
    Moment before = at(101.999);
    Moment after = at(102);
    assertThat(term.isHeld(before.nanos(), before.wallMillis())).isTrue();
    assertThat(term.isHeld(after.nanos(), after.wallMillis())).isFalse();
    assertThat(term.left(after)).isZero();
  }

  @Test
  void l8_a_session_that_nothing_has_confirmed_is_neither_alive_nor_over() {
    assertThat(session.deadline()).isNull();
    assertThat(alive(session, 100)).isFalse();
    assertThat(session.isPast(at(100))).isFalse();
    assertThat(session.confirm(at(100), at(101))).isTrue();
    assertThat(session.isPast(at(108.999))).isFalse();
    assertThat(session.isPast(at(109))).isTrue();
    assertThat(session.deadline()).isEqualTo(Deadline.after(at(100), 9 * SECOND));
  }

  @Test
  void l8_a_confirmation_that_comes_twice_lengthens_nothing() {
    session.confirm(at(100), at(100));
    session.confirm(at(103), at(103));
    session.confirm(at(103), at(104));
    assertThat(session.deadline()).isEqualTo(Deadline.after(at(103), 9 * SECOND));
  }
}

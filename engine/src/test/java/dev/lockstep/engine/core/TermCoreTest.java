package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.EndCause;
import dev.lockstep.spi.Session;
import org.junit.jupiter.api.Test;

/** One term: how long it is held, how it ends, and why it was lost. */
class TermCoreTest {
  private static final long SECOND = 1_000_000_000L;

  private final SessionCore session =
      new SessionCore(Law.STANDARD, 10 * SECOND, SECOND, Session.Basis.THIS_SEND, 0);
  private final TermCore renewed = new TermCore(session, null);
  private final TermCore fixed = new TermCore(session, Deadline.after(at(100), 4 * SECOND));

  private static Moment at(double seconds) {
    return new Moment((long) (seconds * SECOND), 1_000_000 + (long) (seconds * 1000));
  }

  /** The same instant of a machine that slept, or whose wall clock was set. */
  private static Moment at(double seconds, double wallSeconds) {
    return new Moment(at(seconds).nanos(), at(wallSeconds).wallMillis());
  }

  private static boolean held(TermCore term, Moment now) {
    return term.isHeld(now.nanos(), now.wallMillis());
  }

  private void confirm(double seconds) {
    session.confirm(at(seconds), at(seconds));
  }

  @Test
  void l8_it_is_not_held_before_its_session_was_confirmed() {
    assertThat(held(renewed, at(100))).isFalse();
    assertThat(renewed.left(at(100))).isZero();
  }

  @Test
  void l10_what_remains_is_up_to_the_nearer_of_its_two_ends() {
    confirm(100);
    assertThat(renewed.left(at(101))).isEqualTo(8 * SECOND);
    assertThat(fixed.left(at(101))).isEqualTo(3 * SECOND);
    TermCore distant = new TermCore(session, Deadline.after(at(100), 60 * SECOND));
    assertThat(distant.left(at(101))).isEqualTo(8 * SECOND);
  }

  @Test
  void l10_nothing_remains_of_a_term_that_is_not_held() {
    confirm(100);
    assertThat(renewed.left(at(109))).isZero();
    assertThat(renewed.startEnding()).isTrue();
    assertThat(renewed.left(at(101))).isZero();
  }

  @Test
  void l4_an_own_end_that_was_seen_stays_past_though_the_session_goes_on() {
    confirm(100);
    assertThat(held(fixed, at(101, 105))).isFalse();
    assertThat(held(renewed, at(101))).isTrue();
    assertThat(held(fixed, at(101))).isFalse();
    assertThat(fixed.left(at(101))).isZero();
  }

  @Test
  void l5_it_goes_from_held_by_ending_to_ended_and_never_back() {
    assertThat(renewed.state()).isEqualTo(TermCore.State.HELD);
    assertThat(renewed.startEnding()).isTrue();
    assertThat(renewed.state()).isEqualTo(TermCore.State.ENDING);
    assertThat(renewed.end()).isTrue();
    assertThat(renewed.state()).isEqualTo(TermCore.State.ENDED);
    assertThat(renewed.startEnding()).isFalse();
    assertThat(renewed.end()).isFalse();
    assertThat(renewed.state()).isEqualTo(TermCore.State.ENDED);
  }

  @Test
  void l5_what_was_lost_while_held_cannot_be_given_up() {
    assertThat(renewed.end()).isTrue();
    assertThat(renewed.startEnding()).isFalse();
    assertThat(renewed.session()).isSameAs(session);
  }

  @Test
  void m9_a_fixed_lease_ends_by_its_own_cause_also_if_that_was_noticed_late() {
    confirm(100);
    assertThat(fixed.lossAt(at(104), 0)).isEqualTo(EndCause.FIXED_TIME_OVER);
    assertThat(fixed.lossAt(at(120), SECOND)).isEqualTo(EndCause.FIXED_TIME_OVER);
    TermCore distant = new TermCore(session, Deadline.after(at(100), 60 * SECOND));
    assertThat(distant.lossAt(at(109), 0)).isEqualTo(EndCause.EXPIRED);
  }

  @Test
  void l9_a_machine_that_slept_is_told_apart_from_a_backend_that_was_away() {
    assertThat(renewed.lossAt(at(100), 0)).as("never confirmed").isEqualTo(EndCause.EXPIRED);
    confirm(100);
    assertThat(renewed.lossAt(at(109), 0)).isEqualTo(EndCause.EXPIRED);
    assertThat(renewed.lossAt(at(109), -1)).isEqualTo(EndCause.EXPIRED);
    assertThat(renewed.lossAt(at(109), 1)).isEqualTo(EndCause.SUSPENDED);
    assertThat(renewed.lossAt(at(101, 120), 0)).isEqualTo(EndCause.SUSPENDED);
  }
}

package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Session;
import org.junit.jupiter.api.Test;

/** The four decisions as they ship, and what each of them costs if it is another. */
class LawTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Moment SENT = new Moment(SECOND, 1_000);
  private static final Moment ANSWERED = new Moment(3 * SECOND, 3_000);

  /** A law by which the dead come back. */
  private static final Law REVIVING =
      new Law() {
        @Override
        public boolean lateConfirmationRevives() {
          return true;
        }
      };

  @Test
  void l1_a_confirmation_counts_from_before_its_sending() {
    assertThat(Law.STANDARD.countsFrom(SENT, ANSWERED)).isEqualTo(SENT);
  }

  @Test
  void l1_a_grant_restarts_the_time_to_live_of_its_own_record_only() {
    assertThat(Law.STANDARD.grantRestarts(Session.Scope.RECORD)).isTrue();
    assertThat(Law.STANDARD.grantRestarts(Session.Scope.SESSION)).isFalse();
  }

  @Test
  void l4_no_late_confirmation_revives() {
    assertThat(Law.STANDARD.lateConfirmationRevives()).isFalse();
  }

  @Test
  void f1_a_hand_over_makes_a_new_token() {
    assertThat(Law.STANDARD.tokenAfterHandOver(5, 6)).isEqualTo(6);
  }

  /** The seam of the suite: without it, its mutant of L4 would prove nothing. */
  @Test
  void s2_another_law_about_the_late_is_kept_by_a_session() {
    SessionCore session = new SessionCore(REVIVING, SECOND, 0, Session.Basis.THIS_SEND, 0);
    session.confirm(SENT, SENT);
    assertThat(session.isAlive(ANSWERED.nanos(), ANSWERED.wallMillis())).isFalse();
    assertThat(session.confirm(ANSWERED, ANSWERED)).isTrue();
    assertThat(session.isAlive(ANSWERED.nanos(), ANSWERED.wallMillis())).isTrue();
  }
}

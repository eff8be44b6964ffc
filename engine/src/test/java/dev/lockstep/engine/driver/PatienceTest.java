package dev.lockstep.engine.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long the engine waits, at the ends of what chance may decide. */
class PatienceTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final Patience hurried = new Patience(Duration.ofSeconds(2), new Chance(0));
  private final Patience slow = new Patience(Duration.ofSeconds(2), new Chance(0.999_999_999));
  private final List<Patience> both = List.of(hurried, slow);

  /** Chance that always decides alike: at that part of the way from the least to the most. */
  private record Chance(double part) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("only bounded chance is expected");
    }

    @Override
    public long nextLong(long bound) {
      return (long) (part * bound);
    }

    @Override
    public double nextDouble() {
      return part;
    }
  }

  private record Lives(Duration validity, Session.Basis basis, Duration apart) implements Session {
    @Override
    public Duration ttl() {
      return validity;
    }

    @Override
    public Scope scope() {
      return Scope.SESSION;
    }
  }

  private static Session direct(long validity) {
    Duration v = Duration.ofNanos(validity);
    return new Lives(v, Session.Basis.THIS_SEND, v.dividedBy(6));
  }

  private static Session behindFollower(long validity, long apart) {
    return new Lives(
        Duration.ofNanos(validity), Session.Basis.PREVIOUS_SEND, Duration.ofNanos(apart));
  }

  @Test
  void x1_one_question_takes_the_operation_timeout() {
    assertThat(hurried.operation()).isEqualTo(2 * SECOND);
  }

  @Test
  void x1_after_each_failure_the_pause_doubles_up_to_a_second() {
    assertThat(LongStream.range(0, 8).map(i -> hurried.backoff((int) i)).boxed())
        .containsExactly(
            10 * MILLI,
            20 * MILLI,
            40 * MILLI,
            80 * MILLI,
            160 * MILLI,
            320 * MILLI,
            500 * MILLI,
            500 * MILLI);
    assertThat(hurried.backoff(1_000_000)).isEqualTo(500 * MILLI);
  }

  /** So that those who failed together do not ask together. */
  @Test
  void x1_half_of_each_pause_is_left_to_chance() {
    assertThat(slow.backoff(0)).isBetween(20 * MILLI - 100, 20 * MILLI);
    assertThat(slow.backoff(20)).isBetween(SECOND - 2_000, SECOND);
  }

  @Test
  void l3_renewal_starts_no_later_than_a_third_of_v() {
    long v = 30 * SECOND;
    assertThat(hurried.renewalPause(v, direct(v))).isEqualTo(7_500 * MILLI);
    assertThat(slow.renewalPause(v, direct(v))).isBetween(8_999 * MILLI, 9_000 * MILLI);
  }

  /** Two sendings are needed there for one confirmation, so that each comes twice as soon. */
  @Test
  void l3_behind_a_follower_renewal_starts_no_later_than_a_sixth_of_v() {
    long v = 30 * SECOND;
    Session session = behindFollower(v, SECOND);
    assertThat(hurried.renewalPause(v, session)).isEqualTo(4_250 * MILLI);
    assertThat(slow.renewalPause(v, session)).isBetween(4_749 * MILLI, 4_750 * MILLI);
  }

  @Test
  void l1_behind_a_follower_two_renewals_are_so_far_apart_that_both_confirm() {
    long v = 30 * SECOND;
    Session session = behindFollower(v, 5 * SECOND);
    for (Patience patience : both) {
      assertThat(patience.renewalPause(v, session)).isEqualTo(5_100 * MILLI);
      assertThat(patience.confirmationPause(session)).isEqualTo(5_100 * MILLI);
    }
  }

  @Test
  void l3_several_renewals_fit_before_the_deadline() {
    assertThat(hurried.renewalTimeout(4 * SECOND)).isEqualTo(SECOND);
    assertThat(hurried.renewalTimeout(40 * SECOND)).as("X1").isEqualTo(2 * SECOND);
    assertThat(hurried.renewalTimeout(40 * MILLI)).as("time to answer").isEqualTo(20 * MILLI);
  }

  @Test
  void l3_a_failed_renewal_is_repeated_within_a_tenth_of_v() {
    assertThat(hurried.renewalBackoff(0, SECOND)).isEqualTo(10 * MILLI);
    assertThat(slow.renewalBackoff(20, SECOND)).isEqualTo(100 * MILLI);
  }

  @Test
  void e8_who_looks_looks_every_second_and_sooner_at_what_is_about_to_change() {
    assertThat(hurried.lookAgain(0)).isEqualTo(SECOND);
    assertThat(hurried.lookAgain(1)).isEqualTo(5 * MILLI);
    assertThat(hurried.lookAgain(2)).isEqualTo(10 * MILLI);
    assertThat(hurried.lookAgain(8)).isEqualTo(640 * MILLI);
    assertThat(hurried.lookAgain(9)).isEqualTo(SECOND);
    assertThat(hurried.lookAgain(1_000)).isEqualTo(SECOND);
  }

  @Test
  void w5_a_waiter_sleeps_no_longer_than_its_retry_interval() {
    assertThat(hurried.retry(500 * MILLI)).isEqualTo(400 * MILLI);
    assertThat(slow.retry(500 * MILLI)).isBetween(499 * MILLI, 500 * MILLI);
  }
}

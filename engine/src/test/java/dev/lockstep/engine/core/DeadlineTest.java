package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The end of a lease on two clocks (L9). */
class DeadlineTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final Moment BASIS = new Moment(7 * SECOND, 50_000);

  private final Deadline tenSeconds = Deadline.after(BASIS, 10 * SECOND);

  private static Moment later(long nanos, long wallMillis) {
    return new Moment(BASIS.nanos() + nanos, BASIS.wallMillis() + wallMillis);
  }

  @Test
  void l9_on_the_monotonic_clock_it_comes_to_the_nanosecond() {
    assertThat(tenSeconds.isPast(later(10 * SECOND - 1, 9_999))).isFalse();
    assertThat(tenSeconds.isPast(later(10 * SECOND, 10_000))).isTrue();
    assertThat(tenSeconds.isPast(later(10 * SECOND + 1, 0))).isTrue();
  }

  /** A thousandth of ten seconds, and the two milliseconds that a clock of whole ones may err. */
  @Test
  void l9_on_the_wall_clock_it_comes_a_thousandth_and_two_milliseconds_later() {
    assertThat(tenSeconds.isPast(later(SECOND, 10_011))).isFalse();
    assertThat(tenSeconds.isPast(later(SECOND, 10_012))).isTrue();
  }

  @Test
  void l9_it_holds_on_a_monotonic_clock_that_runs_over() {
    Moment last = new Moment(Long.MAX_VALUE - SECOND, 0);
    Deadline over = Deadline.after(last, 2 * SECOND);
    assertThat(over.isPast(last)).isFalse();
    assertThat(over.left(last)).isEqualTo(2 * SECOND);
    assertThat(over.isPast(new Moment(last.nanos() + 2 * SECOND, 0))).isTrue();
  }

  @Test
  void l10_what_remains_is_counted_by_the_clock_that_is_nearer_to_the_end() {
    assertThat(tenSeconds.left(later(4 * SECOND, 4_000))).isEqualTo(6 * SECOND);
    assertThat(tenSeconds.left(later(4 * SECOND, 9_012))).isEqualTo(SECOND);
    assertThat(tenSeconds.left(later(9 * SECOND, 4_000))).isEqualTo(SECOND);
  }

  @Test
  void l10_nothing_remains_of_what_is_over() {
    assertThat(tenSeconds.left(later(10 * SECOND, 10_000))).isZero();
    assertThat(tenSeconds.left(later(11 * SECOND, 0))).isZero();
    assertThat(tenSeconds.left(later(SECOND, 20_000))).isZero();
  }

  /** A wall clock set back by ages leaves more milliseconds than there are nanoseconds. */
  @Test
  void l9_a_wall_clock_far_behind_lengthens_nothing() {
    Moment ages = new Moment(BASIS.nanos(), Long.MIN_VALUE / 2);
    assertThat(tenSeconds.left(ages)).isEqualTo(10 * SECOND);
    Moment edge =
        new Moment(BASIS.nanos(), tenSeconds.wallMillis() - Long.MAX_VALUE / 1_000_000 - 1);
    assertThat(tenSeconds.left(edge)).isEqualTo(10 * SECOND);
  }

  @Test
  void l9_only_the_wall_clock_tells_of_a_machine_that_slept() {
    assertThat(tenSeconds.isPastByWallOnly(later(SECOND, 10_012))).isTrue();
    assertThat(tenSeconds.isPastByWallOnly(later(SECOND, 10_011))).isFalse();
    assertThat(tenSeconds.isPastByWallOnly(later(10 * SECOND - 1, 60_000))).isTrue();
    assertThat(tenSeconds.isPastByWallOnly(later(10 * SECOND, 60_000))).isFalse();
    assertThat(tenSeconds.isPastByWallOnly(later(11 * SECOND, 11_000))).isFalse();
  }

  @Test
  void l9_moments_are_apart_by_the_monotonic_clock() {
    assertThat(later(3, 0).since(BASIS)).isEqualTo(3);
    assertThat(BASIS.since(later(3, 1_000))).isEqualTo(-3);
  }
}

package dev.lockstep.engine.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.core.Moment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long a kit keeps a lock among its own waiters, and how long it stands back (W3). */
class BurstTest {
  private static final long MICRO = 1_000L;
  private static final long MILLI = 1_000 * MICRO;
  private static final long SECOND = 1_000 * MILLI;

  private final Burst burst = new Burst(at(0));

  private static Moment at(long nanos) {
    return new Moment(nanos, nanos / MILLI);
  }

  /** How often the lock is handed on, each time after that pause, before the kit stands back. */
  private int handOvers(long from, long apart) {
    burst.begin();
    int count = 0;
    for (long now = from; burst.goesOn(at(now)) && count < 1_000; now += apart) {
      burst.handedOver(at(now));
      count++;
    }
    return count;
  }

  /** Stands back, gets the lock again at that time, and tells how long the next burst is. */
  private int afterStandingBack(long now) {
    burst.standsBack(true, at(now));
    burst.got(at(now));
    return handOvers(now, 0);
  }

  @Test
  void w3_a_burst_is_eight_hand_overs() {
    assertThat(handOvers(0, 0)).isEqualTo(8);
    assertThat(handOvers(SECOND, MICRO)).as("begun anew").isEqualTo(8);
  }

  @Test
  void w3_a_burst_is_twenty_milliseconds_from_its_first_hand_over() {
    assertThat(handOvers(5 * MILLI, 10 * MILLI)).isEqualTo(2);
    assertThat(handOvers(5 * MILLI, 10 * MILLI - 1)).isEqualTo(3);
    assertThat(handOvers(5 * MILLI, 20 * MILLI)).isEqualTo(1);
  }

  @Test
  void w3_bursts_double_each_second_time_that_nobody_else_came_up_to_256() {
    long now = SECOND + 1;
    assertThat(afterStandingBack(now)).isEqualTo(8);
    assertThat(afterStandingBack(now)).isEqualTo(16);
    assertThat(afterStandingBack(now)).isEqualTo(16);
    assertThat(afterStandingBack(now)).isEqualTo(32);
    for (int i = 0; i < 20; i++) {
      afterStandingBack(now);
    }
    assertThat(afterStandingBack(now)).isEqualTo(256);
  }

  @Test
  void w3_a_longer_burst_has_as_much_more_time() {
    afterStandingBack(2 * SECOND);
    assertThat(afterStandingBack(2 * SECOND)).isEqualTo(16);
    assertThat(handOvers(3 * SECOND, 10 * MILLI)).isEqualTo(4);
  }

  @Test
  void w3_bursts_stay_short_where_others_were_seen_within_a_second() {
    burst.taken("other", 1, at(SECOND));
    for (int i = 0; i < 7; i++) {
      assertThat(afterStandingBack(2 * SECOND)).isEqualTo(8);
    }
    assertThat(afterStandingBack(2 * SECOND + 1)).as("others were seen no more").isEqualTo(16);
  }

  @Test
  void w3_who_came_without_standing_back_before_learns_nothing_of_others() {
    for (int i = 0; i < 6; i++) {
      burst.got(at(2 * SECOND));
      assertThat(handOvers(2 * SECOND, 0)).isEqualTo(8);
    }
  }

  @Test
  void w3_who_was_beaten_after_standing_back_begins_with_short_bursts_again() {
    afterStandingBack(2 * SECOND);
    assertThat(afterStandingBack(2 * SECOND)).isEqualTo(16);
    assertThat(afterStandingBack(2 * SECOND)).isEqualTo(16);
    burst.beaten();
    assertThat(handOvers(2 * SECOND, 0)).as("it had not stood back").isEqualTo(16);
    burst.standsBack(true, at(3 * SECOND));
    burst.beaten();
    assertThat(handOvers(3 * SECOND, 0)).isEqualTo(8);
    assertThat(afterStandingBack(3 * SECOND)).as("the count begins anew").isEqualTo(8);
    assertThat(afterStandingBack(3 * SECOND)).isEqualTo(16);
  }

  @Test
  void w3_between_two_kits_nobody_waits_for_courtesy() {
    assertThat(burst.courtesy(new Random(1))).isZero();
    burst.begin();
    burst.taken("one", 1, at(0));
    burst.begin();
    assertThat(burst.courtesy(new Random(1))).isZero();
  }

  @Test
  void w3_among_several_kits_who_had_it_lately_lets_the_others_go_first() {
    burst.taken("one", 1, at(0));
    burst.taken("two", 2, at(0));
    assertThat(burst.courtesy(new Random(1))).as("both had it since").isZero();
    burst.begin();
    long all = burst.courtesy(new Random(1));
    assertThat(all).isBetween(500 * MICRO, 625 * MICRO);
    burst.taken("one", 3, at(0));
    burst.taken("one", 3, at(0));
    assertThat(burst.courtesy(new Random(1)))
        .as("half of them had it since: a token counts once")
        .isEqualTo(all - 250 * MICRO);
    burst.taken("two", 4, at(0));
    assertThat(burst.courtesy(new Random(1))).isZero();
  }

  /** All of it fits into the shortest pause, whatever each kit has measured. */
  @Test
  void w3_courtesy_is_less_than_the_shortest_pause() {
    for (int i = 0; i < 100; i++) {
      burst.taken("kit" + i, i + 1, at(0));
    }
    burst.begin();
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(burst.courtesy(random)).isBetween(500 * MICRO, burst.pauseFromNews() - 1);
    }
    for (int i = 0; i < 8; i++) {
      burst.taken("kit" + i, 200 + i, at(0));
    }
    assertThat(burst.courtesy(random)).as("eight others are counted at most").isZero();
  }

  @Test
  void w3_who_stands_back_waits_for_the_news_and_then_as_long_as_it_took_others() {
    burst.standsBack(true, at(0));
    assertThat(burst.pause()).as("until the news").isEqualTo(50 * MILLI);
    assertThat(burst.heard(at(5 * MILLI))).isTrue();
    assertThat(burst.pauseFromNews()).as("twice (3 x 1 ms + 5 ms) / 4").isEqualTo(4 * MILLI);
    assertThat(burst.pause()).isEqualTo(4 * MILLI);
    assertThat(burst.heard(at(6 * MILLI))).as("news of somebody else").isFalse();
    assertThat(burst.pauseFromNews()).isEqualTo(4 * MILLI);
  }

  @Test
  void w3_who_hears_no_news_waits_as_long_as_it_usually_takes() {
    burst.standsBack(false, at(0));
    assertThat(burst.heard(at(MILLI))).isFalse();
    assertThat(burst.pause()).isEqualTo(2 * MILLI);
  }

  @Test
  void w3_a_pause_is_two_to_fifty_milliseconds_however_fast_the_news() {
    for (int i = 0; i < 20; i++) {
      burst.standsBack(true, at(0));
      burst.heard(at(1));
    }
    assertThat(burst.pauseFromNews()).isEqualTo(2 * MILLI);
    for (int i = 0; i < 20; i++) {
      burst.standsBack(true, at(0));
      burst.heard(at(SECOND));
    }
    assertThat(burst.pauseFromNews()).isEqualTo(50 * MILLI);
  }
}

package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreeNumbersTest {
  @Test
  void n1_the_ranks_name_each_free_number_once_whatever_is_taken() {
    int max = 8;
    for (int set = 0; set < 1 << max; set++) {
      int taken = set;
      FreeNumbers free = new FreeNumbers(max);
      IntStream.range(0, max).filter(i -> (taken >> i & 1) == 1).forEach(free::take);
      List<Integer> named = IntStream.range(0, free.count()).map(free::at).boxed().toList();
      assertThat(named)
          .as("free beside %s", Integer.toBinaryString(taken))
          .isEqualTo(IntStream.range(0, max).filter(i -> (taken >> i & 1) == 0).boxed().toList());
    }
  }

  @Test
  void n1_what_is_no_number_of_the_pool_takes_none() {
    FreeNumbers free = new FreeNumbers(2);
    free.take(-1);
    free.take(2);
    free.take(1);
    free.take(1);
    assertThat(free.count()).isEqualTo(1);
    free.clear();
    assertThat(free.count()).isEqualTo(2);
  }

  /**
   * The kit's lock is held meanwhile: leases are lost while somebody counts to two thousand
   * million.
   */
  @Test
  void n1_a_draw_from_the_greatest_pool_takes_no_time() {
    FreeNumbers free = new FreeNumbers(Integer.MAX_VALUE);
    IntStream.range(0, 1000).forEach(free::take);
    free.take(Integer.MAX_VALUE - 1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertThat(free.at(free.count() - 1)).isEqualTo(Integer.MAX_VALUE - 2);
          }
        });
  }
}

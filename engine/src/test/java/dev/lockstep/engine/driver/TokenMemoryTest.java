package dev.lockstep.engine.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Key;
import org.junit.jupiter.api.Test;

class TokenMemoryTest {
  private final TokenMemory memory = new TokenMemory();

  private static Key key(int i) {
    return new Key("mutex", "", "k" + i);
  }

  @Test
  void f4_a_token_that_is_not_greater_than_the_last_one_of_its_key_is_noticed() {
    assertThat(memory.greatest(key(1))).isZero();
    assertThat(memory.rises(key(1), 5)).isTrue();
    assertThat(memory.rises(key(1), 5)).isFalse();
    assertThat(memory.rises(key(1), 4)).isFalse();
    assertThat(memory.greatest(key(1))).isEqualTo(5);
    assertThat(memory.rises(key(1), 6)).isTrue();
    assertThat(memory.greatest(key(1))).isEqualTo(6);
  }

  @Test
  void f1_each_key_has_tokens_of_its_own() {
    assertThat(memory.rises(key(1), 5)).isTrue();
    assertThat(memory.rises(key(2), 3)).isTrue();
    assertThat(memory.greatest(key(2))).isEqualTo(3);
  }

  @Test
  void f4_the_greatest_of_all_is_remembered_whatever_came_after() {
    assertThat(memory.greatest()).isZero();
    memory.rises(key(1), 5);
    memory.rises(key(2), 3);
    assertThat(memory.greatest()).isEqualTo(5);
  }

  @Test
  void x5_only_the_keys_that_were_used_last_are_remembered() {
    for (int i = 0; i < 1024; i++) {
      memory.rises(key(i), 1);
    }
    assertThat(memory.greatest(key(0))).as("all fit, and this was used just now").isEqualTo(1);
    memory.rises(key(1024), 7);
    assertThat(memory.greatest(key(0))).isEqualTo(1);
    assertThat(memory.greatest(key(1))).as("used longest ago").isZero();
    assertThat(memory.greatest(key(2))).isEqualTo(1);
    assertThat(memory.greatest()).isEqualTo(7);
  }
}

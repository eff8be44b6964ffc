package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
  @Test
  void k1_the_eight_names_of_the_rule_are_eight_keys() {
    List<String> names = List.of("a/b", "a-b", "a.b", "A/b", "a b", "../a", "ключ", "{a}b");
    assertThat(names.stream().map(KeyCodec::encode).distinct()).hasSize(8);
  }

  @Test
  void k1_every_key_keeps_to_the_alphabet_and_the_length_of_all_backends() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<String> names = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String name =
          random
              .ints(1 + random.nextInt(80), 1, 0xd7ff)
              .mapToObj(Character::toString)
              .reduce("", String::concat);
      String key = KeyCodec.encode(name);
      assertThat(key).as("seed %d", seed).matches("[A-Za-z0-9_=-]{1,64}");
      names.add(name);
      keys.add(key);
    }
    assertThat(keys).as("seed %d", seed).hasSameSizeAs(names);
  }

  @Test
  void k1_a_name_that_looks_like_an_encoded_one_does_not_meet_it() {
    String shortName = "a/b";
    String longName = "x".repeat(200);
    assertThat(KeyCodec.encode(KeyCodec.encode(shortName)))
        .isNotEqualTo(KeyCodec.encode(shortName));
    assertThat(KeyCodec.encode(KeyCodec.encode(longName))).isNotEqualTo(KeyCodec.encode(longName));
  }

  @Test
  void h5_incarnations_of_one_node_never_meet_nor_do_nodes_with_such_names() {
    UUID one = new UUID(1, 2);
    UUID two = new UUID(0x10, 2);
    assertThat(KeyCodec.node("d", "n", one)).isNotEqualTo(KeyCodec.node("d", "n", two));
    assertThat(KeyCodec.node("d", "n=-1", one).name()).doesNotStartWith("n=-");
  }
}

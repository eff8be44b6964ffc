package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Key;
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

  /**
   * What stands in backends already: kits of different releases must find the same records (K3).
   */
  @Test
  void k3_the_encoding_is_the_one_of_the_specification() {
    String plain = "azAZ09-_";
    assertThat(KeyCodec.encode(plain)).isEqualTo(plain);
    assertThat(KeyCodec.encode("/:`{@[ .=")).isEqualTo("=2F=3A=60=7B=40=5B=20=2E=3D");
    assertThat(KeyCodec.encode("ключ")).isEqualTo("=D0=BA=D0=BB=D1=8E=D1=87");
  }

  @Test
  void k1_a_name_is_hashed_once_its_encoding_is_longer_than_sixty_four() {
    assertThat(KeyCodec.encode("x".repeat(64))).isEqualTo("x".repeat(64));
    assertThat(KeyCodec.encode("x".repeat(65)))
        .isEqualTo("==lTfF_fEgSC99WNJentWD9SwCtOME6oFNsWM61WWu1-k");
    assertThat(KeyCodec.encode("x".repeat(61) + "/")).isEqualTo("x".repeat(61) + "=2F");
    assertThat(KeyCodec.encode("x".repeat(62) + "/")).startsWith("==").hasSize(45);
  }

  @Test
  void k2_each_kind_of_record_has_keys_of_its_own() {
    UUID incarnation = new UUID(0x0123456789abcdefL, 0x02L);
    assertThat(KeyCodec.mutex("a/b")).isEqualTo(new Key("mutex", "", "a=2Fb"));
    assertThat(KeyCodec.leader("a/b")).isEqualTo(new Key("leader", "", "a=2Fb"));
    assertThat(KeyCodec.number("a/b", 17)).isEqualTo(new Key("number", "a=2Fb", "17"));
    assertThat(KeyCodec.mark("a/b", 17)).isEqualTo(new Key("mark", "a=2Fb", "17"));
    assertThat(KeyCodec.node("a/b", "n.1", incarnation))
        .isEqualTo(new Key("node", "a=2Fb", "n=2E1=-0123456789abcdef0000000000000002"));
  }
}

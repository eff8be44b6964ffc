package dev.lockstep.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendRefusedException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final UUID TERM = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  @Test
  void whatWasWrittenIsRead() {
    byte[] encoded = Envelope.later(TERM, 4711, "the body".getBytes(UTF_8)).encode();
    assertThat(new String(encoded, UTF_8))
        .isEqualTo("100112233445566778899aabbccddeeff0000000000000004711=the body");
    Envelope read = Envelope.decode("mutex/a", "host:1", encoded);
    assertThat(read.term()).isEqualTo(TERM);
    assertThat(read.token(12)).isEqualTo(4711);
    assertThat(read.body()).isEqualTo("the body".getBytes(UTF_8));
  }

  @Test
  void theTokenOfTheGrantingWriteIsItsBaseAndItsVersion() {
    byte[] encoded = Envelope.granting(TERM, 1_000, new byte[0]).encode();
    assertThat(new String(encoded, UTF_8))
        .isEqualTo("100112233445566778899aabbccddeeff0000000000000001000+");
    assertThat(Envelope.decode("mutex/a", "host:1", encoded).token(12)).isEqualTo(1_012);
    assertThat(Envelope.later(TERM, Long.MAX_VALUE, new byte[0]).encode()).hasSize(53);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "somebody else's value, which is quite long and has no such head",
        "200112233445566778899aabbccddeeff0000000000000004711=of a later version",
        "10011223344556677889-aabbccddeeff0000000000000004711=damaged",
      })
  void whatItDoesNotKnowIsAnErrorThatSaysWhere(String foreign) {
    assertThatThrownBy(() -> Envelope.decode("mutex/a", "host:1", foreign.getBytes(UTF_8)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("mutex/a")
        .hasMessageContaining("host:1");
  }
}

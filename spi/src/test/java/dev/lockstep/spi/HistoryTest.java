package dev.lockstep.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  @Test
  void whatWasWrittenIsRead() {
    History history = new History("an-id", 1_795_276_263_423_000L);
    assertThat(new String(history.encode(), UTF_8)).isEqualTo("1 an-id 1795276263423000");
    assertThat(History.decode("history", "host:1", history.encode())).isEqualTo(history);
    History last = new History("an-id", Long.MAX_VALUE);
    assertThat(History.decode("history", "host:1", last.encode())).isEqualTo(last);
  }

  @Test
  void whatALaterReleaseAddsIsLeftOut() {
    assertThat(History.decode("history", "host:1", "1 an-id 12 and more".getBytes(UTF_8)))
        .isEqualTo(new History("an-id", 12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 an-id",
        "1 an-id -12",
        "1 an-id twelve",
        "1 an-id 99999999999999999999",
        "2 an-id 12"
      })
  void whatItDoesNotKnowIsAnErrorThatSaysWhere(String foreign) {
    assertThatThrownBy(() -> History.decode("history", "host:1", foreign.getBytes(UTF_8)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("history")
        .hasMessageContaining("host:1");
  }
}

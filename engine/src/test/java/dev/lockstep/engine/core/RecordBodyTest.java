package dev.lockstep.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.Metadata;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordBodyTest {
  @Test
  void k3_what_is_written_is_read_whatever_the_names_and_the_metadata() {
    RecordBody body =
        new RecordBody(
            "a\nb%0A=c", "ключ", "n", 17, 30_000, 5, Metadata.of("x\n\ny\u0000".repeat(3)));
    assertThat(RecordBody.decode("mutex/a", body.encode())).isEqualTo(body);
  }

  @Test
  void k3_a_line_of_a_later_minor_release_is_passed_over() {
    byte[] bytes = "lockstep/1\nname=a\ncolour=red\nttl=5\n\nm".getBytes(StandardCharsets.UTF_8);
    RecordBody body = RecordBody.decode("mutex/a", bytes);
    assertThat(body.name()).isEqualTo("a");
    assertThat(body.ttlMillis()).isEqualTo(5);
    assertThat(body.metadata().text()).isEqualTo("m");
  }

  @Test
  void k3_an_unknown_version_is_an_error_that_says_so() {
    byte[] bytes = "lockstep/2\nname=a\n\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RecordBody.decode("mutex/a", bytes))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("mutex/a")
        .hasMessageContaining("lockstep/2")
        .hasMessageContaining("lockstep/1");
  }
}

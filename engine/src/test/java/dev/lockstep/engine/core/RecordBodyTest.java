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

  /** Read by people, and by kits of other releases. */
  @Test
  void k3_the_record_is_the_text_of_the_specification() {
    RecordBody body =
        new RecordBody("a%\nb", "d\n", "n%", 17, 30_000, 5, Metadata.of("meta\n\ndata"));
    assertThat(new String(body.encode(), StandardCharsets.UTF_8))
        .isEqualTo(
            "lockstep/1\nname=a%25%0Ab\ndomain=d%0A\nnode=n%25\nsince=17\nttl=30000\nmark=5"
                + "\n\nmeta\n\ndata");
  }

  private static RecordBody decode(String text) {
    return RecordBody.decode("mutex/a", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void k3_what_a_record_does_not_say_is_nothing() {
    RecordBody nothing = new RecordBody("", "", "", 0, 0, 0, Metadata.empty());
    assertThat(decode("lockstep/1")).isEqualTo(nothing);
    assertThat(decode("lockstep/1\n\n")).isEqualTo(nothing);
    assertThat(decode("lockstep/1\n")).isEqualTo(nothing);
    assertThat(decode("lockstep/1\nno equals sign\n=5\n\nx").metadata().text()).isEqualTo("x");
  }

  @Test
  void k3_a_damaged_record_is_an_error_never_free() {
    assertThatThrownBy(() -> decode("lockstep/1\nttl=soon\n\n"))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("'lockstep/1 with a damaged line'")
        .hasMessageContaining("mutex/a");
    assertThatThrownBy(() -> decode("")).isInstanceOf(BackendRefusedException.class);
  }

  @Test
  void m12_metadata_of_four_kibibytes_is_read_and_more_is_an_error() {
    assertThat(decode("lockstep/1\n\n" + "x".repeat(4096)).metadata().bytes()).hasSize(4096);
    assertThatThrownBy(() -> decode("lockstep/1\n\n" + "x".repeat(4097)))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("4097 bytes of metadata");
  }

  /** What stands there may be anybody's, and of any length. */
  @Test
  void k3_of_a_foreign_record_forty_characters_are_shown() {
    assertThatThrownBy(() -> decode("y".repeat(40)))
        .hasMessageContaining("'" + "y".repeat(40) + "';");
    assertThatThrownBy(() -> decode("y".repeat(41)))
        .hasMessageContaining("'" + "y".repeat(40) + "...';");
  }
}

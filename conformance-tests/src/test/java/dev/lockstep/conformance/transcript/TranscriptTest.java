package dev.lockstep.conformance.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of two transcripts that differ. */
class TranscriptTest {
  private static final Transcript EXPECTED = of("a = 1", "b = 2", "c = 3");

  private static Transcript of(String... lines) {
    return new Transcript("some-scenario", List.of(lines));
  }

  @Test
  void the_same_lines_do_not_differ() {
    assertThat(EXPECTED.difference(of("a = 1", "b = 2", "c = 3"))).isEmpty();
  }

  @Test
  void the_first_line_that_differs_is_told_with_those_before() {
    assertThat(EXPECTED.difference(of("a = 1", "b = 7", "c = 8")))
        .contains(
            """
            scenario some-scenario
                       a = 1
              expected b = 2
              observed b = 7
            """);
  }

  @Test
  void a_transcript_that_ends_early_or_late_differs() {
    assertThat(EXPECTED.difference(of("a = 1", "b = 2")).orElse("")).contains("observed the end");
    assertThat(of("a = 1").difference(EXPECTED).orElse("")).contains("expected the end");
  }

  @Test
  void ranks_are_by_first_observation() {
    Ranks ranks = new Ranks();
    assertThat(ranks.of("k", 70)).isEqualTo("k#1");
    assertThat(ranks.of("k", 90)).isEqualTo("k#2");
    assertThat(ranks.of("other", 80)).isEqualTo("other#1");
    assertThat(ranks.of("k", 70)).isEqualTo("k#1");
    assertThat(ranks.of("k", 80)).isEqualTo("k#too-small");
    assertThat(ranks.of("k", 0)).isEqualTo("k#not-positive");
    assertThat(ranks.of(Ranks.NUMBER + "pool/3", 5)).isEqualTo("number of pool");
  }
}

package dev.lockstep.engine.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.HistoryLostException;
import dev.lockstep.KitClosedException;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Throwable away = new BackendUnavailableException("away", null, null, null);
  private final Throwable refused = new BackendRefusedException("no", null, null, null);

  @Test
  void x1_asking_again_may_help_against_an_absence_and_not_against_a_refusal() {
    assertThat(Failures.isTransient(away)).isTrue();
    assertThat(Failures.isTransient(new IOException("reset"))).isTrue();
    assertThat(Failures.isTransient(refused)).isFalse();
    assertThat(Failures.isTransient(new HistoryLostException("lost", null, null, null))).isFalse();
  }

  /** Behind it there may be another backend than before (F4); a refusal is an answer. */
  @Test
  void f4_an_answer_that_failed_to_come_is_told_from_one_that_came() {
    assertThat(Failures.isUnanswered(null, away)).isTrue();
    assertThat(Failures.isUnanswered(null, refused)).isFalse();
    assertThat(Failures.isUnanswered("value", null)).isFalse();
    assertThat(Failures.isUnanswered(new Outcome.Unknown(away), null)).isTrue();
    assertThat(Failures.isUnanswered(new Outcome.Unknown(refused), null)).isFalse();
    assertThat(Failures.isUnanswered(new Outcome.Refused(Optional.empty()), null)).isFalse();
    assertThat(Failures.isUnanswered(new Renewal.Unknown(away), null)).isTrue();
    assertThat(Failures.isUnanswered(new Renewal.Unknown(refused), null)).isFalse();
    assertThat(Failures.isUnanswered(new Renewal.Gone(), null)).isFalse();
  }

  @Test
  void c1_a_closed_kit_says_what_to_do() {
    assertThat(Failures.closed())
        .isInstanceOf(KitClosedException.class)
        .hasMessage("the kit is closed; open another");
  }

  @Test
  void x1_the_cause_is_found_behind_the_wrappings_of_futures() {
    IOException cause = new IOException("reset");
    assertThat(Kernel.cause(cause)).isSameAs(cause);
    assertThat(Kernel.cause(new CompletionException(new ExecutionException(cause))))
        .isSameAs(cause);
    CompletionException bare = new CompletionException("nothing", null);
    assertThat(Kernel.cause(bare)).isSameAs(bare);
    IllegalStateException other = new IllegalStateException(cause);
    assertThat(Kernel.cause(other)).isSameAs(other);
  }
}

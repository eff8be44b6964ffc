package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.ErrorCode;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a person is told when a command fails. */
class ErrorsTest {
  private final StringWriter told = new StringWriter();

  private int failed(Exception error, boolean stackTraces) {
    CommandLine command = new CommandLine(CommandSpec.create());
    return new Errors(new PrintWriter(told, true), () -> stackTraces)
        .failed(error, command, command.parseArgs());
  }

  @Test
  void emptyLockName() {
    try (Kit kit = Lockstep.connect("memory:errors-test")) {
      InvalidOptionException refused =
          catchThrowableOfType(InvalidOptionException.class, () -> kit.mutex(""));
      assertThat(failed(refused, false)).isEqualTo(ExitCode.USAGE);
    }
    assertThat(told.toString()).startsWith("lockstep: ").contains("empty").hasLineCount(1);
  }

  @Test
  void negativeTimeToLive() {
    InvalidOptionException refused =
        catchThrowableOfType(
            InvalidOptionException.class, () -> LockOptions.defaults().ttl(Duration.ofSeconds(-1)));
    assertThat(failed(refused, false)).isEqualTo(ExitCode.USAGE);
    assertThat(told.toString()).contains("ttl").hasLineCount(1);
  }

  @Test
  void wrappedErrorIsToldAsItself() {
    failed(new CompletionException(new InvalidOptionException("first\n  second")), false);
    assertThat(told.toString()).isEqualToIgnoringNewLines("lockstep: first; second (20100)");
  }

  @Test
  void errorOfOurOwnHidesSecrets() {
    int exitCode = failed(new IllegalStateException("at redis://ann:s3c@ret@host"), false);
    assertThat(exitCode).isEqualTo(ExitCode.INTERNAL);
    assertThat(told.toString()).contains("redis://***@host").hasLineCount(1);
  }

  @Test
  void stackTraceOnDemand() {
    failed(new IllegalStateException("odd"), true);
    assertThat(told.toString()).contains("\tat " + ErrorsTest.class.getName());
  }

  @Test
  void everyCodeHasAnExitCode() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(ExitCode.of(code))
          .isIn(
              ExitCode.USAGE,
              ExitCode.UNAVAILABLE,
              ExitCode.INTERNAL,
              ExitCode.LOST,
              ExitCode.NOT_ACQUIRED);
    }
  }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;

/**
 * A command that was run in this JVM.
 *
 * @param took wall clock
 */
record Ran(int exitCode, String out, String err, Duration took) {
  static Ran lockstep(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    long begun = System.nanoTime();
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Ran(
        exitCode, out.toString(), err.toString(), Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Said one line to the person, and ended so. */
  AbstractStringAssert<?> failedWith(int expected) {
    assertThat(exitCode).as(err).isEqualTo(expected);
    return assertThat(err)
        .startsWith("lockstep: ")
        .endsWith(System.lineSeparator())
        .hasLineCount(1)
        .doesNotContain("Exception", "\tat ", "null");
  }
}

package dev.lockstep.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Hears what this JVM prints, and with it what is logged to the console, until it is closed; all of
 * it is printed as before. At a time there is one.
 */
final class HeardOutput implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  HeardOutput() {
    System.setOut(hearing(out));
    System.setErr(hearing(err));
  }

  private PrintStream hearing(PrintStream printed) {
    OutputStream both =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            heard.write(bytes, from, length);
            printed.write(bytes, from, length);
          }

          @Override
          public void flush() throws IOException {
            printed.flush();
          }
        };
    return new PrintStream(both, true, UTF_8);
  }

  /** What was printed so far. */
  String text() {
    return heard.toString(UTF_8);
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
  }
}

package dev.lockstep.conformance;

import java.io.PrintWriter;
import java.io.StringWriter;

/** All that an error tells anybody: its messages, its causes, what was suppressed. */
final class Told {
  private Told() {}

  static String of(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}

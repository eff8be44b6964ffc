package dev.lockstep.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints who said what, and when; keeps what the summary says. Thread-safe. */
final class Transcript {
  private final PrintWriter out;
  private final long begun = System.nanoTime();
  private final Map<String, String> kept = new LinkedHashMap<>();

  Transcript(PrintWriter out) {
    this.out = out;
  }

  void chapter(String title) {
    print("%n%s%n".formatted(title));
  }

  void say(String node, String what) {
    print("  %6.2f s  %-4s %s%n".formatted(seconds(), node, what));
  }

  /** For the summary; called by the one who tells the story. */
  void keep(String subject, String result) {
    kept.put(subject, result);
  }

  /** What was kept, and what is left behind on a backend that outlives this process. */
  void summary(String namespace) {
    StringBuilder text = new StringBuilder("%nSummary, after %.1f s%n".formatted(seconds()));
    kept.forEach((subject, result) -> text.append("  %-8s %s%n".formatted(subject, result)));
    text.append(
        "%n  Left in the namespace %s: some token counters and marks, which nobody needs.%n"
            .formatted(namespace));
    print(text.toString());
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void print(String text) {
    out.print(text);
    out.flush();
  }
}

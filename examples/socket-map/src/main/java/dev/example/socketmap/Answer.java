package dev.example.socketmap;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what the server says. */
final class Answer {
  private static final int WORDS_OF_ENTRY = 7;

  private Answer() {}

  /** {@code DONE VERSION TOKEN}, or what stands there instead. */
  static Outcome outcome(Paths paths, String answer) {
    String[] words = answer.split(" ", -1);
    return words[0].equals("DONE")
        ? new Outcome.Done(Long.parseLong(words[1]), Long.parseLong(words[2]))
        : new Outcome.Refused(entry(paths, answer));
  }

  /** {@code TAKEN ...} or {@code FREE}. */
  static Optional<Entry> entry(Paths paths, String answer) {
    return answer.equals("FREE")
        ? Optional.empty()
        : Optional.of(entry(paths, answer.split(" ", -1), 0));
  }

  /** {@code COUNT TAKEN ... TAKEN ...}. */
  static List<Entry> entries(Paths paths, String answer) {
    String[] words = answer.split(" ", -1);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(words[0]); i++) {
      entries.add(entry(paths, words, 1 + i * WORDS_OF_ENTRY));
    }
    return entries;
  }

  /** {@code HISTORY ID BASE}. */
  static History history(String answer) {
    String[] words = answer.split(" ", -1);
    return new History(words[1], Long.parseLong(words[2]));
  }

  private static Entry entry(Paths paths, String[] words, int from) {
    if (!words[from].equals("TAKEN")) {
      throw new IllegalStateException(
          "the server said what is not of its protocol: " + words[from]);
    }
    long left = Long.parseLong(words[from + 6]);
    return new Entry(
        paths.key(words[from + 1]).orElseThrow(),
        UUID.fromString(words[from + 2]),
        Base64.getDecoder().decode(words[from + 3]),
        Long.parseLong(words[from + 4]),
        Long.parseLong(words[from + 5]),
        left < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left)));
  }
}

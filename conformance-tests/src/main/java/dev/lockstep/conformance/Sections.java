package dev.lockstep.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks what happened under one lock, of all who had it (M1, F1). */
final class Sections {
  /** More say nothing new. */
  private static final int SHOWN = 3;

  private Sections() {}

  /**
   * Fails by the first few violations, in words, or because a lease that nobody disturbed was not
   * held to the end.
   */
  static void requireExclusive(List<Section> sections) {
    List<String> wrong = new ArrayList<>(violations(sections));
    sections.stream()
        .filter(section -> !section.held())
        .forEach(lost -> wrong.add("not held to the end: " + lost.from(begin(sections))));
    if (!wrong.isEmpty()) {
      int more = wrong.size() - SHOWN;
      throw new AssertionError(
          String.join("; ", wrong.subList(0, Math.min(SHOWN, wrong.size())))
              + (more > 0 ? "; and " + more + " more" : "")
              + " (of "
              + sections.size()
              + " sections)");
    }
  }

  private static long begin(List<Section> sections) {
    return sections.stream()
        .map(Section::begin)
        .reduce((one, other) -> one - other < 0 ? one : other)
        .orElse(0L);
  }

  /** What is wrong with these, in words; nothing if they were exclusive and their tokens rise. */
  static List<String> violations(List<Section> sections) {
    List<Section> inTime = new ArrayList<>(sections);
    inTime.sort(Comparator.comparingLong(Section::begin));
    long start = begin(sections);
    List<String> wrong = new ArrayList<>();
    for (int i = 1; i < inTime.size(); i++) {
      Section before = inTime.get(i - 1);
      Section after = inTime.get(i);
      if (before.held() && after.begin() - before.end() < 0) {
        wrong.add(
            "two leases at once: "
                + before.from(start)
                + " was held until "
                + (before.end() - after.begin()) / 1000
                + " us after "
                + after.from(start)
                + " began");
      }
      if (after.token() <= before.token()) {
        wrong.add(
            "a later lease has no greater token: "
                + before.from(start)
                + ", then "
                + after.from(start));
      }
    }
    return wrong;
  }
}

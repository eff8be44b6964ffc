package dev.lockstep.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks what happened under one lock, of all who had it (M1, F1). */
final class Sections {
  private Sections() {}

  /** What is wrong with these, in words; nothing if they were exclusive and their tokens rise. */
  static List<String> violations(List<Section> sections) {
    List<Section> inTime = new ArrayList<>(sections);
    inTime.sort(Comparator.comparingLong(Section::begin));
    List<String> wrong = new ArrayList<>();
    for (int i = 1; i < inTime.size(); i++) {
      Section before = inTime.get(i - 1);
      Section after = inTime.get(i);
      if (before.held() && after.begin() - before.end() < 0) {
        wrong.add(
            "two leases at once: "
                + before
                + " was held until "
                + (before.end() - after.begin()) / 1000
                + " us after "
                + after
                + " began");
      }
      if (after.token() <= before.token()) {
        wrong.add("a later lease has no greater token: " + before + ", then " + after);
      }
    }
    return wrong;
  }
}

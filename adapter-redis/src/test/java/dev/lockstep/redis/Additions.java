package dev.lockstep.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What incrementers told of their additions, in the order of the tokens.
 *
 * @param inOrder held or late
 */
record Additions(List<Addition> inOrder) {
  /**
   * One addition.
   *
   * @param before the number it found
   * @param held whether the lease was held after the writing
   */
  record Addition(long token, long before, boolean held) {}

  static Additions of(List<String> lines) {
    return new Additions(
        lines.stream()
            .filter(line -> line.startsWith("added ") || line.startsWith("late "))
            .map(line -> line.split(" ", -1))
            .map(
                words ->
                    new Addition(
                        Long.parseLong(words[1]),
                        Long.parseLong(words[2]),
                        words[0].equals("added")))
            .sorted(Comparator.comparingLong(Addition::token))
            .toList());
  }

  long held() {
    return inOrder.stream().filter(Addition::held).count();
  }

  /** Every second holder of the same token. */
  List<String> sameTokens() {
    List<String> wrong = new ArrayList<>();
    for (int i = 1; i < inOrder.size(); i++) {
      if (inOrder.get(i).token() == inOrder.get(i - 1).token()) {
        wrong.add(say("token %d was issued twice", inOrder.get(i).token()));
      }
    }
    return wrong;
  }

  /**
   * Additions that were lost though their holder's lease was held at its end: the number fell, or
   * stood still, from one such holder to the next.
   *
   * <p>What may be: a process that was killed leaves one addition that it could not tell of; and
   * one that was late, its lease over, may write a number that is long past. Nothing but a guard
   * helps against that, so each of these explains one fall, to the number it wrote.
   */
  List<String> lost(int kills) {
    List<Addition> late = new ArrayList<>(inOrder.stream().filter(a -> !a.held()).toList());
    int untold = kills + late.size();
    List<String> wrong = new ArrayList<>();
    long left = 0;
    long gaps = 0;
    for (Addition next : inOrder.stream().filter(Addition::held).toList()) {
      if (next.before() < left) {
        Optional<Addition> culprit = writerOf(next, late, untold);
        culprit.ifPresent(late::remove);
        if (culprit.isEmpty()) {
          wrong.add(
              say(
                  "token %d found %d, but %d had been left by holders whose leases were held",
                  next.token(), next.before(), left));
        }
      } else {
        gaps += next.before() - left;
      }
      left = next.before() + 1;
    }
    if (gaps > untold) {
      wrong.add(
          say(
              "%d additions that nobody told of, but only %d processes were killed or late",
              gaps, untold));
    }
    return wrong;
  }

  /** The late holder that wrote what this one found, or little less. */
  private static Optional<Addition> writerOf(Addition found, List<Addition> late, int untold) {
    return late.stream()
        .filter(a -> a.token() < found.token())
        .filter(a -> a.before() < found.before() && found.before() <= a.before() + 1 + untold)
        .max(Comparator.comparingLong(Addition::before));
  }

  /** Where the numbers found are not 0, 1, 2 and so on, as they are where every write was told. */
  List<String> outOfOrder() {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      Addition addition = inOrder.get(i);
      if (addition.before() != i) {
        wrong.add(say("token %d found %d instead of %d", addition.token(), addition.before(), i));
      }
    }
    return wrong;
  }

  private static String say(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}

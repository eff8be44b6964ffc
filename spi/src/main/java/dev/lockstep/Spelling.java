package dev.lockstep;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant by a misspelt name (X3). */
final class Spelling {
  private Spelling() {}

  /** The nearest of the known names, if it is near enough to be meant. */
  static Optional<String> nearest(String name, Collection<String> known) {
    int enough = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= enough)
        .min(
            Comparator.comparingInt((String candidate) -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code "; did you mean 'redis'?"}, or nothing. */
  static String hint(String name, Collection<String> known) {
    return nearest(name, known).map(near -> "; did you mean '" + near + "'?").orElse(";");
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  static int distance(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(one, other, cost, i, j);
      }
    }
    return cost[one.length()][other.length()];
  }

  private static int cheapest(String one, String other, int[][] cost, int i, int j) {
    int replace = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
    int best =
        Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + replace);
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.conformance.RuleBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which rule noticed which mutant. */
final class Matrix {
  /**
   * One quick test of each of some rules. Only a mutant that says that it breaks such a rule as
   * well may die there; what else a mutant breaks beside its own rule is shown, and judged by
   * nobody.
   */
  static final List<String> NEIGHBOURS =
      List.of(
          "m04_after_a_release_the_next_try_lock_succeeds",
          "m05_releasing_twice_fails_and_touches_nobody",
          "m11_acquisitions_of_one_process_exclude_each_other",
          "f04_no_smaller_token_after_a_flush",
          "r01_the_same_identity_enters_again",
          "w02_waiters_of_one_kit_are_served_in_order");

  private final Map<Mutant, List<Finding>> findings = new LinkedHashMap<>();

  void add(Mutant mutant, List<Finding> found) {
    findings.computeIfAbsent(mutant, none -> new ArrayList<>()).addAll(found);
  }

  /** It could not be tried. */
  void addUntried(Mutant mutant, String why) {
    add(mutant, List.of(new Finding(mutant.rule(), mutant.test(), false, "not tried: " + why)));
  }

  /** What is not as it should be, one line each; nothing if all is well. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    findings.forEach((mutant, found) -> wrong.addAll(wrong(mutant, found)));
    return wrong;
  }

  private static boolean isTwin(Mutant mutant) {
    return mutant.test().isEmpty();
  }

  private static List<String> wrong(Mutant mutant, List<Finding> found) {
    List<String> wrong = new ArrayList<>();
    for (Finding finding : found) {
      String where = mutant.id() + " in " + finding.test();
      if (isTwin(mutant)) {
        if (!finding.passed()) {
          wrong.add(where + ": nothing is broken, and it failed: " + finding.message());
        }
      } else if (finding.test().equals(mutant.test())) {
        if (finding.passed()) {
          wrong.add(where + ": SURVIVED. " + mutant.broken());
        } else if (!finding.message().contains(mutant.says())) {
          wrong.add(where + ": died, but not of \"" + mutant.says() + "\": " + finding.message());
        }
      } else if (NEIGHBOURS.contains(finding.test())
          && !finding.passed()
          && !mayBreak(mutant, finding.rule())) {
        wrong.add(where + ": died in the wrong rule: " + finding.message());
      }
    }
    return wrong;
  }

  private static boolean mayBreak(Mutant mutant, String rule) {
    return mutant.rule().equals(rule) || mutant.alsoBreaks().contains(rule);
  }

  /** A line per group of rules. */
  String inShort() {
    Map<String, Group> groups = new LinkedHashMap<>();
    Map<Level, Integer> levels = new TreeMap<>();
    findings.forEach(
        (mutant, found) -> {
          if (!isTwin(mutant)) {
            groups
                .computeIfAbsent(mutant.rule().substring(0, 1), name -> new Group())
                .add(mutant, wrong(mutant, found).isEmpty());
            levels.merge(mutant.level(), 1, Integer::sum);
          }
        });
    StringBuilder text = new StringBuilder();
    groups.forEach((name, group) -> text.append(name).append("  ").append(group).append('\n'));
    return text.append("by level: ").append(levels).append('\n').toString();
  }

  /** The mutants of the rules that begin with one letter. */
  private static final class Group {
    private final Set<String> rules = new LinkedHashSet<>();
    private int mutants;
    private int noticed;

    void add(Mutant mutant, boolean right) {
      rules.add(mutant.rule());
      mutants++;
      noticed += right ? 1 : 0;
    }

    @Override
    public String toString() {
      return "%2d rules, %2d mutants, %2d noticed by the right one"
          .formatted(rules.size(), mutants, noticed);
    }
  }

  /** Writes it as Markdown. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, markdown());
  }

  private String markdown() {
    List<String> rules = new ArrayList<>(RuleBook.rules().keySet());
    StringBuilder text = new StringBuilder();
    text.append("# Mutants by rule\n\n")
        .append("`X` noticed by the rule meant for it, `x` by another rule as well,\n")
        .append("`.` passed, blank: not run. Written by the run.\n\n| mutant | level |");
    rules.forEach(rule -> text.append(' ').append(rule).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(rules.size())).append('\n');
    findings.forEach(
        (mutant, found) -> {
          text.append("| ").append(mutant.id()).append(" | ");
          text.append(isTwin(mutant) ? "none" : mutant.level()).append(" |");
          rules.forEach(rule -> text.append(' ').append(cell(mutant, found, rule)).append(" |"));
          text.append('\n');
        });
    text.append("\n## What is broken, and what the suite says\n");
    findings.forEach((mutant, found) -> text.append(story(mutant, found)));
    return text.toString();
  }

  private static String cell(Mutant mutant, List<Finding> found, String rule) {
    List<Finding> of = found.stream().filter(finding -> finding.rule().equals(rule)).toList();
    if (of.isEmpty()) {
      return " ";
    }
    if (of.stream().allMatch(Finding::passed)) {
      return ".";
    }
    return mutant.rule().equals(rule) ? "X" : "x";
  }

  private static String story(Mutant mutant, List<Finding> found) {
    StringBuilder text = new StringBuilder();
    text.append("\n- **").append(mutant.id()).append("**: ").append(mutant.broken()).append('\n');
    found.stream()
        .filter(finding -> finding.test().equals(mutant.test()))
        .forEach(
            finding ->
                text.append("  `")
                    .append(finding.test())
                    .append("`: ")
                    .append(finding.passed() ? "passed" : finding.message().replace('|', '/'))
                    .append('\n'));
    return text.toString();
  }
}

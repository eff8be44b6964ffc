package dev.lockstep.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What became of each rule on each backend. A rule without a verdict, or without an operation, is
 * red (S3).
 */
public final class RuleTable {
  /** Seven of them and a rule's intent fit on a wide terminal. */
  private static final String COLUMN = "%-21s";

  private final List<Verdict> verdicts;
  private final SortedSet<String> backends = new TreeSet<>();

  /** The table of these. */
  public RuleTable(List<Verdict> verdicts) {
    this.verdicts = List.copyOf(verdicts);
    verdicts.forEach(verdict -> backends.add(verdict.backend()));
  }

  /**
   * Prints the table of the verdicts in directories; exits with 0 only if all of it is green.
   *
   * @param arguments the directories, as in a class path, then the backends that must be there
   */
  public static void main(String[] arguments) throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (String directory : arguments[0].split(File.pathSeparator, -1)) {
      verdicts.addAll(Verdicts.read(Path.of(directory)));
    }
    RuleTable table = new RuleTable(verdicts);
    table.backends.addAll(List.of(arguments).subList(1, arguments.length));
    System.out.print(table);
    List<String> red = table.red();
    red.forEach(System.out::println);
    System.exit(red.isEmpty() && !table.backends.isEmpty() ? 0 : 1);
  }

  /** What is not green, one line each. */
  public List<String> red() {
    List<String> red = new ArrayList<>();
    for (String rule : RuleBook.rules().keySet()) {
      for (String backend : backends) {
        RuleResult result = result(rule, backend);
        if (result.status() != Status.PASSED) {
          red.add(rule + " on " + backend + ": " + result.message());
        }
      }
    }
    return red;
  }

  /** A line per rule, a column per backend. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format("%-5s", "rule"));
    backends.forEach(backend -> text.append(String.format(COLUMN, backend)));
    text.append("what it is for\n");
    RuleBook.rules()
        .forEach(
            (rule, intent) -> {
              text.append(String.format("%-5s", rule));
              backends.forEach(b -> text.append(String.format(COLUMN, cell(result(rule, b)))));
              text.append(intent).append('\n');
            });
    return text.toString();
  }

  private static String cell(RuleResult result) {
    if (result.evidence() == Evidence.NONE) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        "%s %s %.1fs",
        result.status() == Status.PASSED ? "ok" : result.status().name(),
        result.evidence(),
        result.millis() / 1000.0);
  }

  private RuleResult result(String rule, String backend) {
    return RuleResult.of(
        rule,
        verdicts.stream()
            .filter(verdict -> verdict.rule().equals(rule) && verdict.backend().equals(backend))
            .toList());
  }
}

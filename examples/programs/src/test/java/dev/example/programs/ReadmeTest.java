package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of backends and rules. */
class ReadmeTest {
  private static final Pattern ADAPTER = Pattern.compile("<module>(adapter-([a-z-]+))</module>");

  /** Those of the suite itself, S, no backend can keep or break. */
  private static final Pattern RULE = Pattern.compile("(?m)^\\*\\*[A-RT-Z]\\d+\\*\\* ");

  private static String text(String file) throws IOException {
    return Files.readString(Documents.ROOT.resolve(file));
  }

  @Test
  void everyAdapterOfTheBuildHasItsLineAndItsPage() throws IOException {
    String modules = text("pom.xml").replaceAll("(?s)</modules>.*", "");
    List<MatchResult> adapters = ADAPTER.matcher(modules).results().toList();
    assertThat(adapters).hasSizeGreaterThan(1);
    List<String> lines = text("README.md").lines().toList();
    for (MatchResult adapter : adapters) {
      assertThat(lines)
          .as("a line of the table of backends for %s", adapter.group(1))
          .anyMatch(
              line ->
                  line.startsWith("| ")
                      && line.contains("`lockstep-" + adapter.group(1) + "`")
                      && line.contains("(docs/backends/"));
    }
  }

  @Test
  void itCountsTheRulesAsTheSpecificationHasThem() throws IOException {
    long rules = RULE.matcher(text("SPECIFICATION.md")).results().count();
    assertThat(text("README.md")).contains("The contract has " + rules + " rules for backends");
  }
}

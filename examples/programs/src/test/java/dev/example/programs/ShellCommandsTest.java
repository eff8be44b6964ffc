package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.example.programs.Documents.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a document tells people to type exists. That its options do too is checked of our own. */
class ShellCommandsTest {
  private static final Pattern INLINE =
      Pattern.compile("`((?:\\./)?(?:lockstep|check|mvn) [^`]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z-]+");
  private static final Pattern PROFILE = Pattern.compile("(?<= )-P(\\S+)");
  private static final Pattern MODULES = Pattern.compile("(?<= )-pl (\\S+)");

  @Test
  void everyCommandCanBeTyped() throws IOException {
    int commands = 0;
    for (Block block : Documents.blocks("sh")) {
      for (String line : block.content().lines().filter(text -> !text.isBlank()).toList()) {
        require(block.document(), line);
        commands++;
      }
    }
    for (Path document : Documents.all()) {
      for (MatchResult inline : INLINE.matcher(Files.readString(document)).results().toList()) {
        require(document, inline.group(1));
        commands++;
      }
    }
    assertThat(commands).as("commands in the documents").isGreaterThan(20);
  }

  private static void require(Path document, String line) throws IOException {
    String command = line.replaceAll(" +#.*", "").replaceAll(" -- .*", "");
    List<String> words = List.of(command.split(" +", -1));
    String wrong =
        switch (words.get(0)) {
          case "./lockstep", "lockstep" -> wrongInLockstep(words.get(1), command);
          case "./check", "check" -> wrongInCheck(command);
          case "mvn" -> wrongInMaven(command);
          case "java" -> wrongInJava(words);
          default -> "nobody checks the command " + words.get(0);
        };
    assertThat(wrong).as("%s: %s", document.getFileName(), line).isEmpty();
  }

  private static String wrongInLockstep(String subcommand, String command) throws IOException {
    if (subcommand.equals("--help")) {
      return "";
    }
    String page = Files.readString(Documents.ROOT.resolve("docs/cli.md"));
    String head = "## `lockstep " + subcommand + "`\n";
    if (!page.contains(head)) {
      return "docs/cli.md has no command " + subcommand;
    }
    String section = page.split(Pattern.quote(head), -1)[1].replaceAll("(?s)\n## .*", "");
    return missing(command, List.of("--help", "--url"), option -> section.contains("`" + option));
  }

  private static String wrongInCheck(String command) throws IOException {
    String script = Files.readString(Documents.ROOT.resolve("check"));
    return missing(command, List.of(), option -> script.contains("\n  " + option + " "));
  }

  private static String wrongInMaven(String command) throws IOException {
    String pom = Files.readString(Documents.ROOT.resolve("pom.xml"));
    List<String> wrong = new ArrayList<>();
    PROFILE
        .matcher(command)
        .results()
        .map(profile -> profile.group(1))
        .filter(profile -> !pom.contains("<id>" + profile + "</id>"))
        .forEach(profile -> wrong.add("no profile " + profile));
    MODULES
        .matcher(command)
        .results()
        .flatMap(modules -> Stream.of(modules.group(1).split(",", -1)))
        .filter(module -> !Files.exists(Documents.ROOT.resolve(module + "/pom.xml")))
        .forEach(module -> wrong.add("no module " + module));
    return String.join("; ", wrong);
  }

  private static String wrongInJava(List<String> words) throws IOException {
    for (String word : words) {
      boolean ofClass = word.startsWith("dev.");
      if ((word.endsWith(".java") && !Files.exists(Documents.ROOT.resolve(word)))
          || (ofClass && !isInSources(word.replace('.', '/') + ".java"))) {
        return "there is no " + word;
      }
    }
    return "";
  }

  private static boolean isInSources(String file) throws IOException {
    try (Stream<Path> modules = Files.list(Documents.ROOT)) {
      return modules.anyMatch(module -> Files.exists(module.resolve("src/main/java/" + file)));
    }
  }

  private static String missing(
      String command, List<String> ofAll, java.util.function.Predicate<String> exists) {
    return String.join(
        ", ",
        OPTION
            .matcher(command)
            .results()
            .map(MatchResult::group)
            .filter(option -> !ofAll.contains(option) && !exists.test(option))
            .map(option -> "no option " + option)
            .toList());
  }
}

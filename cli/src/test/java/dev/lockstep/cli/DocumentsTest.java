package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the documents say of command, settings and codes is true. Their programs and messages are
 * held to it by examples/programs.
 */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<artifactId>lockstep-([^<]*)</artifactId>[^/]*\\s*<version>([^<]*)</version>");
  private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#:]*)#([^)]+)\\)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void dependenciesInTheReadmeAreModulesOfThisVersion() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    Matcher version = VERSION.matcher(pom);
    assertThat(version.find()).isTrue();
    Matcher dependency = DEPENDENCY.matcher(Files.readString(ROOT.resolve("README.md")));
    int dependencies = 0;
    while (dependency.find()) {
      assertThat(ROOT.resolve(dependency.group(1) + "/pom.xml")).exists();
      assertThat(dependency.group(2))
          .as("version of %s", dependency.group(1))
          .isEqualTo(version.group(1));
      dependencies++;
    }
    assertThat(dependencies).as("dependencies in the README").isEqualTo(2);
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        assertThat(document.resolveSibling(link.group(1)))
            .as("%s links to %s", document, link.group(1))
            .exists();
      }
    }
  }

  @Test
  void everyAnchorIsAHeading() throws IOException {
    for (Path document : documents()) {
      Matcher link = ANCHOR.matcher(Files.readString(document));
      while (link.find()) {
        Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
        assertThat(Files.readAllLines(target).stream().filter(line -> line.startsWith("#")))
            .as("%s links to %s#%s", document, link.group(1), link.group(2))
            .anyMatch(heading -> anchor(heading).equals(link.group(2)));
      }
    }
  }

  /** As code hosts make it of a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Test
  void firstLinkOfTheReadmeIsTheDemo() throws IOException {
    Matcher link = LINK.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(link.find()).isTrue();
    assertThat(link.group(1)).endsWith("/Demo.java");
  }

  /** As it is written in a URL. */
  private static String text(Object value) {
    return value instanceof Duration duration ? Durations.format(duration) : value.toString();
  }

  @Test
  void everySettingOfABackendIsOnItsPage() throws IOException {
    int pages = 0;
    for (AtomicProvider provider : ServiceLoader.load(AtomicProvider.class)) {
      Path page = ROOT.resolve("docs/backends/" + provider.name() + ".md");
      List<String> expected =
          provider.settings().stream()
              .map(s -> row(s.name(), s.defaultValue().map(DocumentsTest::text), s.meaning()))
              .toList();
      assertThat(rowsAfter("| setting |", page)).as("%s", page).containsExactlyElementsOf(expected);
      pages++;
    }
    String modules = Files.readString(ROOT.resolve("pom.xml")).replaceAll("(?s)</modules>.*", "");
    assertThat(modules.split("<module>adapter-", -1))
        .as("what stands before, between and after the modules of adapters")
        .hasSize(pages + 1);
  }

  @Test
  void everyGeneralSettingIsOnThePageOfSettings() throws IOException {
    String known =
        Ran.lockstep("demo", "--url", "memory:?x=1").err().replaceAll("(?s).*known: | \\(.*", "");
    List<String> documented =
        rowsAfter("| setting |", ROOT.resolve("docs/settings.md")).stream()
            .map(row -> row.split("`", -1)[1])
            .toList();
    assertThat(documented).hasSize(8);
    assertThat(List.of(known.split(", ", -1))).containsAll(documented).contains("like").hasSize(9);
  }

  @Test
  void everyErrorCodeIsOnThePageOfErrors() throws IOException {
    List<String> documented =
        rowsAfter("| code |", ROOT.resolve("docs/errors.md")).stream()
            .map(row -> row.substring(2, 7))
            .toList();
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ErrorCode.values()).map(code -> "" + code.number()).toList());
  }

  @Test
  void everyCommandAndEachOfItsOptionsIsOnThePageOfTheCommand() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/cli.md"));
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (CommandLine command : Main.commandLine(nowhere, nowhere).getSubcommands().values()) {
      String head = "## `lockstep " + command.getCommandName() + "`\n";
      assertThat(page).contains(head);
      String section = page.split(Pattern.quote(head), -1)[1].replaceAll("(?s)\n## .*", "");
      // Those of all commands are explained once.
      Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
          .flatMap(each -> each.getCommandSpec().options().stream())
          .map(OptionSpec::longestName)
          .filter(
              option -> !List.of("--url", "--help", "--version", "--stack-traces").contains(option))
          .forEach(option -> assertThat(section).contains("`" + option + "`"));
    }
  }

  @Test
  void everyExitCodeIsInBothTables() throws IOException {
    for (String page : List.of("docs/cli.md", "docs/errors.md")) {
      String text = Files.readString(ROOT.resolve(page));
      assertThat(List.of(0, 1, 64, 69, 70, 74, 75, 127))
          .allSatisfy(code -> assertThat(text).as(page).contains("\n| " + code + " | "));
    }
  }

  private static String row(String name, Optional<String> defaultValue, String meaning) {
    return "| `%s` | %s | %s |"
        .formatted(name, defaultValue.map(value -> "`" + value + "`").orElse("none"), meaning);
  }

  /** The rows of the first table with that beginning. */
  private static List<String> rowsAfter(String head, Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs).filter(p -> p.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }
}

package dev.example.socketmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the guide shows is what is compiled and tested here, line by line. */
class GuideTest {
  private static final Path GUIDE = Path.of("../../docs/adapter-guide.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:java|xml) (\\S+)\\n(.*?)^```$");

  @Test
  void everyProgramOfTheGuideStandsInItsFile() throws IOException {
    List<MatchResult> blocks = BLOCK.matcher(Files.readString(GUIDE)).results().toList();
    assertThat(blocks).hasSizeGreaterThan(5);
    for (MatchResult block : blocks) {
      assertThat(source(block.group(1)))
          .as("the guide shows of %s what is not there", block.group(1))
          .contains(block.group(2));
    }
  }

  private static String source(String name) throws IOException {
    if (name.equals("pom.xml")) {
      return Files.readString(Path.of(name));
    }
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      Path file = files.filter(candidate -> candidate.endsWith(name)).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }
}

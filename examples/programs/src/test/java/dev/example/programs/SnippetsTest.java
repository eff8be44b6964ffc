package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.example.programs.Documents.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a document shows of a program is what the build compiles, line by line. */
class SnippetsTest {
  private static final Path EXAMPLES = Documents.ROOT.resolve("examples");

  @Test
  void everyJavaBlockStandsInTheSourceThatItNames() throws IOException {
    List<Block> blocks = Documents.blocks("java");
    assertThat(blocks).hasSizeGreaterThan(20);
    for (Block block : blocks) {
      assertThat(block.name()).as("%s: a block says of which source it is", block).isNotEmpty();
      requireInItsSource(block);
    }
  }

  @Test
  void everyNamedXmlBlockStandsInTheFileThatItNames() throws IOException {
    List<Block> blocks =
        Documents.blocks("xml").stream().filter(block -> !block.name().isEmpty()).toList();
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      requireInItsSource(block);
    }
  }

  @Test
  void everyProgramIsShownInADocument() throws IOException {
    List<String> shown = Documents.blocks("java").stream().map(Block::name).toList();
    assertThat(shown).containsAll(Programs.names().stream().map(name -> name + ".java").toList());
  }

  private static void requireInItsSource(Block block) throws IOException {
    List<Path> named = sources(block.name());
    assertThat(named).as("files that %s can mean", block).hasSize(1);
    assertThat(Files.readString(named.get(0)))
        .as("%s shows what is not there", block)
        .contains(block.content());
  }

  private static List<Path> sources(String name) throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .filter(file -> file.endsWith(name) && !file.toString().contains("/target/"))
          .toList();
    }
  }
}

package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.example.programs.Documents.Block;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each program prints what its document says. */
class ProgramsTest {
  /** What a program is told that leaves the choice of the backend to whoever starts it. */
  private static final Map<String, String> TOLD = Map.of("Anywhere", "memory:anywhere");

  /** Those that need a server are run elsewhere. */
  private static final Set<String> ON_REDIS = Set.of("OwnClient");

  @TestFactory
  Stream<DynamicTest> everyProgramPrintsWhatItsDocumentSays() throws IOException {
    return Programs.names().stream()
        .filter(name -> !ON_REDIS.contains(name))
        .map(
            name ->
                DynamicTest.dynamicTest(name, () -> assertPrintsAsDocumented(name, told(name))));
  }

  private static String[] told(String program) {
    return TOLD.containsKey(program) ? new String[] {TOLD.get(program)} : new String[0];
  }

  @Test
  void everyOutputInTheDocumentsIsThatOfAProgram() throws IOException {
    assertThat(Documents.blocks("text").stream().map(Block::name).filter(name -> !name.isEmpty()))
        .containsExactlyInAnyOrderElementsOf(
            Programs.names().stream().map(name -> name + " prints").toList());
  }

  static void assertPrintsAsDocumented(String program, String... arguments) throws Exception {
    List<Block> documented =
        Documents.blocks("text").stream()
            .filter(block -> block.name().equals(program + " prints"))
            .toList();
    assertThat(documented).as("what %s prints, in a document", program).hasSize(1);
    assertThat(Programs.outputOf(program, arguments))
        .containsExactlyElementsOf(Programs.masked(documented.get(0).content()));
  }
}

package dev.lockstep.conformance.transcript;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T1: the expectation is computed from the contract, and from nothing else. */
class ModelTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep.conformance");

  @Test
  void the_model_is_values_and_maps() {
    classes()
        .that()
        .haveNameMatching(".*\\.transcript\\.(Model|Ranks|Recorders)(\\$.*)?")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java.lang",
                    "java.lang.invoke",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.util.concurrent",
                    "org.jspecify.annotations")
                .or(resideInAnyPackage(Model.class.getPackageName())))
        .check(ALL);
    noClasses()
        .that()
        .haveNameMatching(".*\\.transcript\\.Model(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*\\.transcript\\.(Real.*|Props|Stage|Remote|Pace|Mutant|Disguise)")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(ALL);
  }

  @Test
  void the_model_is_under_four_hundred_lines() throws IOException {
    Path source = Path.of("src/main/java/dev/lockstep/conformance/transcript/Model.java");
    List<String> code =
        Files.readAllLines(source).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.matches("(//|/?\\*|import |package ).*"))
            .toList();
    assertThat(code).hasSizeLessThan(400);
  }

  @Test
  void no_expectation_is_read_from_anywhere() {
    noClasses()
        .that()
        .resideInAPackage(Model.class.getPackageName())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net.."))
        .check(ALL);
  }

  @Test
  void what_was_written_before_changes_no_expectation() throws IOException {
    Path written = Path.of("target/conformance/transcripts/planted");
    Files.createDirectories(written);
    for (Scenario scenario : Scenarios.all()) {
      String before = scenario.expected().text();
      Path file = written.resolve(scenario.name() + ".txt");
      Files.writeString(file, "scenario " + scenario.name() + "\nnonsense = 1\n");
      assertThat(scenario.expected().text()).isEqualTo(before).doesNotContain("nonsense");
      Files.delete(file);
    }
  }
}

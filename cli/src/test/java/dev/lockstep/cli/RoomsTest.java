package dev.lockstep.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lockstep.engine.LeaseEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house: what each may touch. */
class RoomsTest {
  private static final List<String> ADAPTER_FOLDERS = RepositorySources.adapterFolders();
  private static final List<String> ADAPTER_PACKAGES =
      ADAPTER_FOLDERS.stream().map(RepositorySources::packageBelow).toList();
  private static final String[] ADAPTERS = within(ADAPTER_PACKAGES.stream());
  private static final String[] ADAPTERS_WITH_SERVERS =
      within(ADAPTER_PACKAGES.stream().filter(name -> !name.equals("dev.lockstep.memory")));
  private static final String[] UNDER_LOAD =
      within(Stream.concat(Stream.of("dev.lockstep.engine"), ADAPTER_PACKAGES.stream()));
  private static final List<String> SOURCES_UNDER_LOAD =
      Stream.concat(Stream.of("engine/src/main/java"), ADAPTER_FOLDERS.stream()).toList();
  private static final Pattern OF_OURS =
      Pattern.compile("\\bdev\\.lockstep\\.[a-z]\\w*(\\.[A-Z]\\w*)?");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep");

  @Test
  void the_cores_touch_no_clock_no_thread_and_no_io() {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.engine.core..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.util.concurrent..",
                    "java.util.random..",
                    "java.net..",
                    "java.time.chrono..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "org.slf4j..",
                    "dev.lockstep.engine.driver..")
                .or(named("java.lang.Thread"))
                .or(named("java.lang.System"))
                .or(named("java.time.Clock"))
                .or(named("java.time.Instant"))
                .or(named("dev.lockstep.spi.Ticker"))
                .or(named("dev.lockstep.spi.Scheduler"))
                .or(named("dev.lockstep.spi.LeaseStore")))
        .check(OURS);
  }

  @Test
  void no_method_of_engine_or_adapters_is_synchronized() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(UNDER_LOAD)
        .should()
        .notHaveModifier(JavaModifier.SYNCHRONIZED)
        .check(OURS);
  }

  @Test
  void no_block_of_engine_or_adapters_is_synchronized() throws IOException {
    assertThat(naming(Pattern.compile("\\bsynchronized\\b"), SOURCES_UNDER_LOAD)).isEmpty();
  }

  @Test
  void adapters_see_the_spi_and_one_class_of_the_engine() {
    classes()
        .that()
        .resideInAnyPackage(ADAPTERS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.lockstep", "dev.lockstep.spi")
                .or(resideInAnyPackage(ADAPTERS))
                .or(named(LeaseEngine.class.getName()))
                .or(DescribedPredicate.not(resideInAPackage("dev.lockstep.."))))
        .check(OURS);
  }

  /** Also of adapters that are not on this class path, as their sources tell. */
  @Test
  void no_adapter_names_another_or_more_of_the_engine() throws IOException {
    assertThat(ADAPTER_PACKAGES).contains("dev.lockstep.memory", "dev.lockstep.redis");
    for (String folder : ADAPTER_FOLDERS) {
      String own = RepositorySources.packageBelow(folder);
      Map<Path, String> files = RepositorySources.below(List.of(folder));
      files.keySet().removeIf(file -> file.endsWith("module-info.java"));
      assertThat(files).as(folder).isNotEmpty();
      files.forEach(
          (file, text) ->
              assertThat(OF_OURS.matcher(text).results().map(MatchResult::group))
                  .as("what %s names of ours", file)
                  .allMatch(name -> mayBeNamed(name, own)));
    }
  }

  private static boolean mayBeNamed(String name, String own) {
    return name.equals(LeaseEngine.class.getName())
        || Stream.of(own, "dev.lockstep.spi")
            .anyMatch(room -> name.equals(room) || name.startsWith(room + "."));
  }

  @Test
  void dependencies_point_from_the_engine_to_the_spi() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.lockstep", "dev.lockstep.spi")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(UNDER_LOAD)
        .check(OURS);
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ADAPTERS)
        .check(OURS);
  }

  @Test
  void nobody_that_is_shipped_sees_the_servers_of_tests() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.lockstep", "dev.lockstep.spi", "dev.lockstep.conformance")
        .or()
        .resideInAnyPackage(UNDER_LOAD)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.lockstep.servers..")
        .check(OURS);
  }

  @Test
  void the_rules_see_no_backend() throws IOException {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.conformance")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(UNDER_LOAD)
        .check(OURS);
    Map<Path, String> suite = RepositorySources.below(List.of("conformance-tests/src/main/java"));
    suite.keySet().removeIf(file -> file.toString().contains("/harness/"));
    assertThat(suite).isNotEmpty();
    assertThat(suite)
        .allSatisfy(
            (file, text) ->
                assertThat(text.toLowerCase(Locale.ROOT))
                    .as(file.toString())
                    .doesNotContain("redis", "etcd", "consul", "nats:", "zookeeper", "\"memory"));
    assertThat(suite.entrySet())
        .filteredOn(file -> file.getKey().toString().endsWith("Rules.java"))
        .hasSizeGreaterThan(7)
        .allSatisfy(file -> assertThat(file.getValue()).doesNotContain("backend().name()"));
  }

  @Test
  void the_harness_sees_no_backend_but_memory() {
    noClasses()
        .that()
        .resideInAPackage("dev.lockstep.conformance.harness")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ADAPTERS_WITH_SERVERS)
        .check(OURS);
  }

  @Test
  void no_test_sleeps_outside_of_the_await_classes() throws IOException {
    List<String> folders =
        Stream.concat(
                RepositorySources.testFolders().stream(),
                Stream.of("conformance-tests/src/main/java"))
            .toList();
    Pattern sleep = Pattern.compile("\\.sleep\\(|\\bparkNanos\\(|\\bparkUntil\\(|\\.onSpinWait\\(");
    assertThat(naming(sleep, folders))
        .containsExactly(
            Path.of("conformance-tests/src/main/java/dev/lockstep/conformance/Eventually.java"));
  }

  private static String[] within(Stream<String> packages) {
    return packages.map(name -> name + "..").toArray(String[]::new);
  }

  private static List<Path> naming(Pattern what, List<String> folders) throws IOException {
    Map<Path, String> files = RepositorySources.below(folders);
    assertThat(files).isNotEmpty();
    return files.entrySet().stream()
        .filter(file -> what.matcher(file.getValue()).find())
        .filter(file -> !file.getKey().endsWith("RoomsTest.java"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }
}

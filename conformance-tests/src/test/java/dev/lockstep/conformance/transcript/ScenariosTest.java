package dev.lockstep.conformance.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** T1: what the scripts cover, by what the model says that they observe. */
class ScenariosTest {
  private static final Pattern CODE = Pattern.compile("\\b(?:10|20)1\\d\\d\\b");

  @Test
  void there_are_sixty_each_with_ten_observations() {
    assertThat(Scenarios.all()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(Scenarios.all())
        .allSatisfy(
            scenario ->
                assertThat(scenario.expected().lines().size() - 1)
                    .as(scenario.name())
                    .isGreaterThanOrEqualTo(10));
  }

  @Test
  void each_has_a_name_of_its_own_and_two_to_five_kits() {
    assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
    assertThat(Scenarios.all()).extracting(Scenario::name).allMatch(n -> n.matches("[a-z-]+"));
    assertThat(Scenarios.all())
        .allSatisfy(
            scenario ->
                assertThat(scenario.steps().stream().filter(step -> step.name().equals("open")))
                    .as(scenario.name())
                    .hasSizeBetween(2, 5));
  }

  @Test
  void every_verb_is_used() {
    Set<String> used =
        Scenarios.all().stream()
            .flatMap(scenario -> scenario.steps().stream())
            .map(Step::name)
            .collect(Collectors.toSet());
    List<String> verbs =
        Arrays.stream(Script.class.getInterfaces())
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .map(verb -> verb.getName())
            .toList();
    assertThat(used).containsExactlyInAnyOrderElementsOf(Set.copyOf(verbs));
    assertThat(verbs).doesNotHaveDuplicates();
  }

  @Test
  void every_code_is_observed_that_a_sound_backend_can_give_cause_for() {
    Set<String> observed =
        lines()
            .map(CODE::matcher)
            .flatMap(Matcher::results)
            .map(found -> found.group())
            .collect(Collectors.toSet());
    // A history goes back on broken servers only: no operator's command does that here.
    assertThat(observed)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values())
                .filter(code -> code != ErrorCode.HISTORY_LOST)
                .map(code -> Integer.toString(code.number()))
                .toList());
  }

  @Test
  void tokens_are_observed_in_their_order() {
    assertThat(lines())
        .noneMatch(line -> line.contains("too-small") || line.contains("not-positive"));
  }

  @Test
  void nothing_is_recorded_that_no_script_asks_for() {
    assertThat(Scenarios.all())
        .allSatisfy(
            scenario ->
                assertThat(scenario.expected().lines())
                    .as(scenario.name())
                    .endsWith("in the end = nothing more"));
  }

  private static Stream<String> lines() {
    return Scenarios.all().stream().flatMap(scenario -> scenario.expected().lines().stream());
  }
}

package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * S1: every rule has a test named after it, every test names its rule, and nothing can be left out.
 */
class EveryRuleHasATestTest {
  /** The last rule of each group, in the order of the specification. */
  private static final List<String> LAST =
      List.of(
          "L10", "M15", "F4", "R4", "W5", "E12", "H6", "N6", "G6", "C2", "K3", "X6", "U3", "T1");

  @Test
  void the_book_has_every_rule_of_these_groups() {
    List<String> expected = new ArrayList<>();
    for (String last : LAST) {
      for (int i = 1; i <= Integer.parseInt(last.substring(1)); i++) {
        expected.add(last.substring(0, 1) + i);
      }
    }
    assertThat(RuleBook.rules().keySet()).containsExactlyElementsOf(expected);
    assertThat(RuleBook.rules().values()).allMatch(intent -> intent.endsWith("."));
  }

  /** A rule in the specification: its id, and its intent in italics before its text. */
  private static final Pattern RULE =
      Pattern.compile("^\\*\\*([A-Z][0-9]+)\\*\\* \\*([^*\n]+)\\* \\S", Pattern.MULTILINE);

  @Test
  void the_specification_says_of_each_rule_what_the_book_says() throws IOException {
    Map<String, String> specified = new LinkedHashMap<>();
    RULE.matcher(Files.readString(Path.of("../SPECIFICATION.md")))
        .results()
        .forEach(rule -> specified.put(rule.group(1), rule.group(2)));
    assertThat(specified).containsAllEntriesOf(RuleBook.rules());
    specified.keySet().retainAll(RuleBook.rules().keySet());
    assertThat(specified.keySet())
        .as("their order")
        .containsExactlyElementsOf(RuleBook.rules().keySet());
  }

  @Test
  void every_rule_has_a_test() {
    Map<String, Integer> tests = new TreeMap<>();
    tests().forEach(test -> tests.merge(ruleOf(test), 1, Integer::sum));
    assertThat(tests.keySet()).containsExactlyInAnyOrderElementsOf(RuleBook.rules().keySet());
  }

  @Test
  void every_test_is_named_after_its_rule_and_final() {
    assertThat(tests()).hasSizeGreaterThan(RuleBook.rules().size());
    for (Method test : tests()) {
      String id = ruleOf(test);
      String start =
          String.format(
              Locale.ROOT,
              "%s%02d_",
              id.substring(0, 1).toLowerCase(Locale.ROOT),
              Integer.parseInt(id.substring(1)));
      assertThat(test.getName()).startsWith(start);
      assertThat(Modifier.isFinal(test.getModifiers())).as("%s is final", test).isTrue();
      DisplayName name = test.getAnnotation(DisplayName.class);
      assertThat(name).as("%s has a sentence", test).isNotNull();
      assertThat(name.value()).startsWith(id + ": ");
    }
  }

  @Test
  void an_adapter_can_override_nothing_but_the_backend() {
    List<Method> open =
        suite().stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> !method.isSynthetic())
            .filter(method -> (method.getModifiers() & (Modifier.FINAL | Modifier.STATIC)) == 0)
            .filter(method -> !Modifier.isPrivate(method.getModifiers()))
            .toList();
    assertThat(open).extracting(Method::getName).containsExactly("backend");
  }

  private static String ruleOf(Method test) {
    Rule rule = test.getAnnotation(Rule.class);
    assertThat(rule).as("%s names its rule", test).isNotNull();
    return rule.value();
  }

  /** Those of one case, and those of many. */
  private static List<Method> tests() {
    return suite().stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
        .toList();
  }

  private static List<Class<?>> suite() {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> type = LockstepConformance.class;
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      classes.add(type);
    }
    return classes;
  }
}

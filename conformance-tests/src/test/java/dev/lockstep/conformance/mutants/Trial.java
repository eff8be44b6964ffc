package dev.lockstep.conformance.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.lockstep.conformance.LockstepConformance;
import dev.lockstep.conformance.Rule;
import dev.lockstep.conformance.transcript.Scenario;
import dev.lockstep.conformance.transcript.Scenarios;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests of the published suite on a mutant. */
final class Trial {
  private Trial() {}

  /** Every test of the suite, by name. */
  static Map<String, Method> tests() {
    Map<String, Method> tests = new LinkedHashMap<>();
    for (Class<?> type = LockstepConformance.class; type != Object.class; ) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Rule.class))
          .forEach(method -> tests.put(method.getName(), method));
      type = type.getSuperclass();
    }
    return tests;
  }

  /** The rule of a test. */
  static String ruleOf(Method test) {
    return test.getAnnotation(Rule.class).value();
  }

  /**
   * Runs these tests on that mutant, one after the other.
   *
   * @param tests their names; of one that plays scripts a {@code #} and the script's name follow
   */
  static List<Finding> of(Mutant mutant, Collection<String> tests) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests.stream().map(Trial::selector).toList())
            .configurationParameter(MutantConformance.MUTANT, mutant.id())
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Findings findings = new Findings(tests);
    LauncherFactory.create().execute(request, findings);
    if (findings.all.size() != tests.size()) {
      throw new IllegalStateException(
          "of %d tests on %s only %d ended"
              .formatted(tests.size(), mutant.id(), findings.all.size()));
    }
    return findings.all;
  }

  private static DiscoverySelector selector(String test) {
    MethodSelector method = selectMethod(MutantConformance.class, method(test));
    return test.equals(methodName(test))
        ? method
        : selectIteration(method, scripts().indexOf(test.substring(test.indexOf('#') + 1)));
  }

  private static List<String> scripts() {
    return Scenarios.all().stream()
        .filter(scenario -> !scenario.isAloneInItsProcess())
        .map(Scenario::name)
        .toList();
  }

  private static String methodName(String test) {
    return test.replaceFirst("#.*", "");
  }

  /** The method of a test of that name. */
  static Method method(String test) {
    return Optional.ofNullable(tests().get(methodName(test)))
        .orElseThrow(() -> new IllegalArgumentException("the suite has no test " + test));
  }

  private static final class Findings implements TestExecutionListener {
    private final Map<String, String> asked = new LinkedHashMap<>();
    private final List<Finding> all = new ArrayList<>();

    Findings(Collection<String> tests) {
      tests.forEach(test -> asked.put(methodName(test), test));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        String message =
            result.getThrowable().map(thrown -> oneLine(String.valueOf(thrown))).orElse("");
        String name = asked.getOrDefault(source.getMethodName(), source.getMethodName());
        all.add(new Finding(ruleOf(source.getJavaMethod()), name, passed, message));
      }
    }

    private static String oneLine(String text) {
      return text.replaceAll("\\s+", " ").strip();
    }
  }
}

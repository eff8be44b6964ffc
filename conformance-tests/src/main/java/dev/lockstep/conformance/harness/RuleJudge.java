package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.Evidence;
import dev.lockstep.conformance.Rule;
import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import dev.lockstep.conformance.Verdict;
import dev.lockstep.conformance.Verdicts;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Gathers the verdicts of a run, and judges a rule when its last test has ended. Thread-safe. */
final class RuleJudge implements TestExecutionListener {
  /** The rule that no test alone can break. */
  private static final String OWN_NAMESPACES = "S4";

  private final ReentrantLock lock = new ReentrantLock();
  private final String backend;
  private final List<String> rules;
  private final ConformanceListener listener;
  private final Map<String, Integer> left = new HashMap<>();
  private final Set<String> started = new HashSet<>();
  private final Set<UniqueId> planned = new HashSet<>();
  private final Map<String, List<Verdict>> verdicts = new HashMap<>();

  RuleJudge(String backend, List<String> rules, ConformanceListener listener) {
    this.backend = backend;
    this.rules = rules;
    this.listener = listener;
  }

  /**
   * What became of each, in order; what was never tested is told as that. Last, and only if it was
   * broken, that the suite leaves nothing outside of its namespaces.
   */
  List<RuleResult> results() {
    Stream<String> own =
        verdicts.containsKey(OWN_NAMESPACES) ? Stream.of(OWN_NAMESPACES) : Stream.of();
    return Stream.concat(rules.stream(), own).map(this::result).toList();
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    plan.accept(
        new TestPlan.Visitor() {
          @Override
          public void visit(TestIdentifier test) {
            method(test)
                .ifPresent(
                    method -> {
                      planned.add(test.getUniqueIdObject());
                      left.merge(ruleOf(method), 1, Integer::sum);
                    });
          }
        });
    locked(() -> listener.begun(rules.size()));
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    method(test)
        .map(RuleJudge::ruleOf)
        .ifPresent(
            rule ->
                locked(
                    () -> {
                      if (started.add(rule)) {
                        listener.started(rule);
                      }
                    }));
  }

  @Override
  public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    String line = entry.getKeyValuePairs().get(Verdicts.ENTRY);
    if (line != null) {
      Verdict verdict = Verdict.parse(line);
      locked(() -> add(verdict));
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult ended) {
    Optional<Method> of = method(test);
    of.ifPresent(method -> locked(() -> ended(test, method, ended)));
    if (of.isEmpty()) {
      ended.getThrowable().ifPresent(failure -> locked(() -> suiteFailed(failure)));
    }
  }

  /** The class as a whole, at its end. */
  private void suiteFailed(Throwable failure) {
    String message = Verdict.messageOf(failure);
    add(new Verdict(OWN_NAMESPACES, "suite", backend, Status.FAILED, Evidence.NONE, 0, 0, message));
    listener.judged(result(OWN_NAMESPACES));
  }

  /** A test of many cases is over when its container is; a case may have come to no verdict. */
  private void ended(TestIdentifier test, Method method, TestExecutionResult ended) {
    boolean isCase = !planned.contains(test.getUniqueIdObject());
    if (!isCase || ended.getThrowable().isPresent()) {
      judge(method, ended);
    }
    if (!isCase && left.merge(ruleOf(method), -1, Integer::sum) == 0) {
      listener.judged(result(ruleOf(method)));
    }
  }

  private void judge(Method method, TestExecutionResult ended) {
    String rule = ruleOf(method);
    boolean judged =
        verdicts.getOrDefault(rule, List.of()).stream()
            .anyMatch(verdict -> verdict.isOf(method.getName()));
    if (!judged) {
      // The backend could not be started: the referee never came to a verdict.
      String message = ended.getThrowable().map(Verdict::messageOf).orElse("no verdict");
      add(
          new Verdict(
              rule, method.getName(), backend, Status.FAILED, Evidence.NONE, 0, 0, message));
    }
  }

  private void add(Verdict verdict) {
    verdicts.computeIfAbsent(verdict.rule(), rule -> new ArrayList<>()).add(verdict);
  }

  private RuleResult result(String rule) {
    return RuleResult.of(rule, verdicts.getOrDefault(rule, List.of()));
  }

  private static Optional<Method> method(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaMethod())
        .filter(method -> method.isAnnotationPresent(Rule.class));
  }

  private static String ruleOf(Method method) {
    return method.getAnnotation(Rule.class).value();
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}

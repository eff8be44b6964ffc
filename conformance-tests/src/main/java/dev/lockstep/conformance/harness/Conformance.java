package dev.lockstep.conformance.harness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.conformance.Rule;
import dev.lockstep.conformance.RuleBook;
import dev.lockstep.conformance.Verdicts;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run of the suite on whatever is at a URL. Immutable. */
public final class Conformance {
  /** As the suite's own build runs it: rules spend their time waiting. */
  private static final Map<String, String> IN_PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled",
          "true",
          "junit.jupiter.execution.parallel.mode.default",
          "concurrent",
          "junit.jupiter.execution.parallel.mode.classes.default",
          "same_thread",
          "junit.jupiter.execution.parallel.config.executor-service",
          "worker_thread_pool",
          "junit.jupiter.execution.parallel.config.strategy",
          "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism",
          "4",
          Verdicts.DIRECTORY,
          "");

  private final String url;
  private final List<String> rules;

  private Conformance(String url, List<String> rules) {
    this.url = url;
    this.rules = rules;
  }

  /**
   * {@return every rule, at that URL}
   *
   * @param url that of a server
   */
  public static Conformance of(String url) {
    return new Conformance(url, List.copyOf(RuleBook.rules().keySet()));
  }

  /**
   * {@return these rules only}
   *
   * @param ids such as {@code M5}
   * @throws InvalidOptionException if there is no such rule
   */
  public Conformance only(Collection<String> ids) {
    for (String id : ids) {
      if (!RuleBook.rules().containsKey(id)) {
        throw new InvalidOptionException(
            "there is no rule '"
                + id
                + "'; known: "
                + String.join(", ", RuleBook.rules().keySet()));
      }
    }
    return new Conformance(url, RuleBook.rules().keySet().stream().filter(ids::contains).toList());
  }

  /**
   * Runs it; blocks for minutes.
   *
   * @param listener follows the run
   * @return what came of it
   * @throws dev.lockstep.LockstepException if the backend cannot be reached or refuses, before any
   *     rule was tested
   */
  public ConformanceReport run(ConformanceListener listener) {
    String name;
    TraitFigures traits;
    try (var backend = Backends.at(url);
        Kit kit = Lockstep.connect(KitOptions.of(url).namespace("t-" + UUID.randomUUID()))) {
      name = backend.name();
      traits = TraitFigures.of(kit.traits());
    }
    RuleJudge judge = new RuleJudge(name, rules, listener);
    LauncherFactory.create().execute(request(), judge);
    return new ConformanceReport(name, traits, judge.results());
  }

  private LauncherDiscoveryRequest request() {
    List<DiscoverySelector> selectors = new ArrayList<>();
    if (rules.size() == RuleBook.rules().size()) {
      selectors.add(selectClass(UrlConformance.class));
    } else {
      for (Class<?> type = UrlConformance.class; type != null; type = type.getSuperclass()) {
        for (Method method : type.getDeclaredMethods()) {
          Rule rule = method.getAnnotation(Rule.class);
          if (rule != null && rules.contains(rule.value())) {
            selectors.add(selectMethod(UrlConformance.class, method));
          }
        }
      }
    }
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        .configurationParameters(IN_PARALLEL)
        .configurationParameter(UrlConformance.URL, url)
        .build();
  }
}

package dev.lockstep.cli;

import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import dev.lockstep.conformance.harness.ConformanceReport;
import dev.lockstep.conformance.harness.TraitFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The results for a program. */
final class ConformJson {
  private ConformJson() {}

  static String of(ConformanceReport report) {
    return written(backend(report));
  }

  static String of(List<ConformanceReport> reports) {
    return written(Map.of("backends", reports.stream().map(ConformJson::backend).toList()));
  }

  private static String written(Map<String, Object> all) {
    return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }

  private static Map<String, Object> backend(ConformanceReport report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("backend", report.backend());
    all.put("traits", traits(report.traits()));
    all.put("rules", report.rules().stream().map(ConformJson::rule).toList());
    for (Status status : Status.values()) {
      all.put(status.toString(), report.count(status));
    }
    return all;
  }

  private static Map<String, Object> traits(TraitFigures traits) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("minTtlMillis", traits.minTtlMillis());
    figures.put("maxTtlMillis", traits.maxTtlMillis());
    figures.put("ttlGranularityMillis", traits.ttlGranularityMillis());
    figures.put("safetyMarginOf10sMillis", traits.safetyMarginMillis());
    figures.put("expiryGraceOf10sMillis", traits.expiryGraceMillis());
    figures.put("durability", traits.durability().toString());
    return figures;
  }

  private static Map<String, Object> rule(RuleResult result) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", result.id());
    rule.put("status", result.status().toString());
    rule.put("evidence", result.evidence().toString());
    rule.put("millis", result.millis());
    rule.put("operations", result.operations());
    rule.put("message", Errors.withoutSecrets(result.message()));
    return rule;
  }
}

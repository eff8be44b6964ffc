package dev.lockstep.cli;

import dev.lockstep.bench.BenchOptions;
import dev.lockstep.bench.BenchRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, for people and for programs. */
record BenchResults(List<BenchRow> rows, BenchOptions options) {
  private static final String ROW = "%-10s %-18s %-9s %12s %12s %12s %9s %9s";

  /** Lines of a table, and what is to be known about it. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            ROW,
            "backend",
            "scenario",
            "subject",
            "median us",
            "p99 us",
            "per second",
            "requests",
            "x floor"));
    rows.forEach(row -> lines.add(line(row)));
    lines.addAll(notes());
    lines.add(machine() + "; " + options.each().toMillis() + " ms each, seed " + options.seed());
    return lines;
  }

  private static String line(BenchRow row) {
    return String.format(
        ROW,
        row.backend(),
        row.scenario(),
        row.subject(),
        number("%,.1f", row.medianMicros()),
        number("%,.1f", row.p99Micros()),
        number("%,.0f", row.perSecond()),
        number("%.2f", row.requestsPerOperation()),
        number("%.2f", row.ratioToFloor()));
  }

  private static String number(String format, OptionalDouble value) {
    return value.isPresent() ? number(format, value.getAsDouble()) : "-";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** Where the subjects do not do the same, and where there is nothing to compare with. */
  private List<String> notes() {
    return BenchRow.unlike(rows);
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%d processors, %s %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        System.getProperty("java.runtime.version"));
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine());
    all.put("millisEach", options.each().toMillis());
    all.put("seed", options.seed());
    all.put("rows", rows.stream().map(BenchResults::fields).toList());
    all.put("notes", notes());
    return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }

  private static Map<String, @Nullable Object> fields(BenchRow row) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("backend", row.backend());
    fields.put("scenario", row.scenario());
    fields.put("subject", row.subject());
    fields.put("medianMicros", rounded(row.medianMicros()));
    fields.put("p99Micros", rounded(row.p99Micros()));
    fields.put("perSecond", rounded(row.perSecond()));
    fields.put("requestsPerOperation", orNull(row.requestsPerOperation()));
    fields.put("ratioToFloor", orNull(row.ratioToFloor()));
    return fields;
  }

  private static @Nullable Object orNull(OptionalDouble value) {
    return value.isPresent() ? rounded(value.getAsDouble()) : null;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}

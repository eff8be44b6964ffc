package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.conformance.RuleBook;
import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import dev.lockstep.conformance.harness.ConformanceReport;
import dev.lockstep.conformance.harness.TraitFigures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The results as one page of HTML, which needs nothing but itself. */
final class ConformPage {
  private static final String STYLE = "matrix.css";

  private static final Map<Status, String> SIGNS =
      Map.of(Status.PASSED, "\u2713", Status.FAILED, "\u2717", Status.INCONCLUSIVE, "?");

  private final List<ConformanceReport> reports;
  private final StringBuilder html = new StringBuilder();

  private ConformPage(List<ConformanceReport> reports) {
    this.reports = reports;
  }

  /**
   * The page.
   *
   * @param heading what was run, and when
   */
  static String of(String heading, List<ConformanceReport> reports) {
    return new ConformPage(reports).page(heading);
  }

  private String page(String heading) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Lockstep: rules by backend</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n")
        .append("<a class=\"skip\" href=\"#failures\">To what did not pass</a>\n")
        .append("<h1>Rules by backend</h1>\n<p class=\"soft\">")
        .append(text(heading))
        .append("</p>\n");
    sums();
    matrix();
    failures();
    traits();
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream in = ConformPage.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("the command was packaged without its " + STYLE);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void sums() {
    html.append("<p>");
    for (ConformanceReport report : reports) {
      String kind = report.isGreen() ? "passed" : "failed";
      html.append("<span class=\"sum ").append(kind).append("\">");
      html.append(text(report.backend())).append(' ').append(report.count(Status.PASSED));
      html.append(" of ").append(report.rules().size()).append("</span> ");
    }
    html.append("</p>\n");
  }

  private void matrix() {
    begin("Each rule with its status, what the verdict rests on, and the time of its tests");
    html.append("<th scope=\"col\">rule</th>");
    reports.forEach(report -> heading("col", report.backend()));
    html.append("</tr></thead>\n<tbody>\n");
    RuleBook.rules().entrySet().stream()
        .filter(rule -> reports.stream().anyMatch(report -> result(report, rule.getKey()) != null))
        .forEach(rule -> row(rule.getKey(), rule.getValue()));
    end();
  }

  private void row(String rule, String intent) {
    html.append("<tr><th scope=\"row\"><b>").append(text(rule)).append("</b> ");
    html.append("<span class=\"intent\">").append(text(intent)).append("</span></th>");
    for (ConformanceReport report : reports) {
      RuleResult result = result(report, rule);
      if (result == null) {
        html.append("<td>not run</td>");
      } else {
        html.append("<td class=\"").append(result.status()).append("\">");
        html.append(SIGNS.get(result.status())).append(' ').append(result.status());
        html.append("<span>").append(result.evidence()).append(", ");
        html.append(seconds(result.millis())).append("</span></td>");
      }
    }
    html.append("</tr>\n");
  }

  private static @Nullable RuleResult result(ConformanceReport report, String rule) {
    return report.rules().stream().filter(r -> r.id().equals(rule)).findFirst().orElse(null);
  }

  private void failures() {
    html.append("<h2 id=\"failures\">What did not pass</h2>\n");
    if (reports.stream().allMatch(ConformanceReport::isGreen)) {
      html.append("<p>Nothing: every rule passed on every backend.</p>\n");
    }
    for (ConformanceReport report : reports) {
      report.rules().stream()
          .filter(result -> result.status() != Status.PASSED)
          .forEach(
              result ->
                  html.append("<details><summary><b>")
                      .append(text(result.id() + " on " + report.backend()))
                      .append("</b> ")
                      .append(result.status())
                      .append("</summary><pre>")
                      .append(text(Errors.withoutSecrets(result.message())))
                      .append("</pre></details>\n"));
    }
  }

  private void traits() {
    html.append("<h2>What each backend grants</h2>\n");
    begin("As its adapter says; times in milliseconds");
    html.append("<th scope=\"col\">trait</th>");
    reports.forEach(report -> heading("col", report.backend()));
    html.append("</tr></thead>\n<tbody>\n");
    trait("shortest TTL", figures -> "" + figures.minTtlMillis());
    trait("longest TTL", figures -> "" + figures.maxTtlMillis());
    trait("TTL in steps of", figures -> "" + figures.ttlGranularityMillis());
    trait("margin of 10 s", figures -> "" + figures.safetyMarginMillis());
    trait("grace of 10 s", figures -> "" + figures.expiryGraceMillis());
    trait("durability", figures -> figures.durability().toString().toLowerCase(Locale.ROOT));
    end();
  }

  private void trait(String name, Function<TraitFigures, String> figure) {
    html.append("<tr>");
    heading("row", name);
    reports.forEach(
        report -> html.append("<td>").append(text(figure.apply(report.traits()))).append("</td>"));
    html.append("</tr>\n");
  }

  /** A table that is wider than a telephone scrolls by itself, by keys as well. */
  private void begin(String caption) {
    html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(text(caption))
        .append("\">\n<table><caption>")
        .append(text(caption))
        .append("</caption>\n<thead><tr>");
  }

  private void heading(String scope, String name) {
    html.append("<th scope=\"").append(scope).append("\">").append(text(name)).append("</th>");
  }

  private void end() {
    html.append("</tbody></table></div>\n");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

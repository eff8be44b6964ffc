package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Durability;
import dev.lockstep.conformance.Evidence;
import dev.lockstep.conformance.RuleResult;
import dev.lockstep.conformance.Status;
import dev.lockstep.conformance.harness.ConformanceReport;
import dev.lockstep.conformance.harness.TraitFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of a run that went wrong. */
class ConformPageTest {
  private static final TraitFigures FIGURES =
      new TraitFigures(50, 86_400_000, 1, 100, 250, Durability.LOCAL);

  private static ConformanceReport report(String backend, Status status, String message) {
    return new ConformanceReport(
        backend,
        FIGURES,
        List.of(new RuleResult("M5", status, Evidence.SERVER, 1234, 17, message)));
  }

  @Test
  void whatFailedIsSaidInFullAndWithoutMarkupOrSecrets() {
    String page =
        ConformPage.of(
            "a run",
            List.of(
                report("good", Status.PASSED, ""),
                report("bad", Status.FAILED, "<b>redis://u:s3cret@h:1</b> & more"),
                report("dull", Status.INCONCLUSIVE, "no operation ran")));
    assertThat(page)
        .contains("<td class=\"failed\">\u2717 failed<span>server, 1.2 s</span>")
        .contains("<summary><b>M5 on bad</b> failed</summary>")
        .contains("&lt;b&gt;redis://***@h:1&lt;/b&gt; &amp; more")
        .contains("M5 on dull", "no operation ran")
        .doesNotContain("s3cret", "M5 on good", "every rule passed");
  }

  @Test
  void aRuleThatOneBackendWasNotTriedOnIsSaidToBe() {
    ConformanceReport other =
        new ConformanceReport(
            "other",
            FIGURES,
            List.of(new RuleResult("F1", Status.PASSED, Evidence.MODEL, 1, 1, "")));
    assertThat(ConformPage.of("a run", List.of(report("good", Status.PASSED, ""), other)))
        .contains("<td>not run</td>");
  }
}

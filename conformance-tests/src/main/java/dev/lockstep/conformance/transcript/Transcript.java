package dev.lockstep.conformance.transcript;

import dev.lockstep.LockstepException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** What a scenario observed, one observation a line. Immutable. */
public record Transcript(String scenario, List<String> lines) {
  static Transcript of(Scenario scenario, World world) {
    return of(scenario, world, (index, line) -> true);
  }

  /** The same as far as each line is as expected. */
  static Transcript of(Scenario scenario, World world, BiPredicate<Integer, String> goOn) {
    List<String> lines = new ArrayList<>();
    for (Step step : scenario.steps()) {
      String observation = observation(step, world);
      if (!observation.isEmpty()) {
        String line = step + " = " + observation;
        lines.add(line);
        if (!goOn.test(lines.size() - 1, line)) {
          return new Transcript(scenario.name(), List.copyOf(lines));
        }
      }
    }
    String leftOver = world.recorders().leftOver();
    lines.add("in the end = " + (leftOver.isEmpty() ? "nothing more" : leftOver));
    return new Transcript(scenario.name(), List.copyOf(lines));
  }

  private static String observation(Step step, World world) {
    try {
      return world.play(step);
    } catch (LockstepException known) {
      return Integer.toString(known.code().number());
    } catch (Refused refused) {
      return Integer.toString(refused.code());
    } catch (Exception other) {
      return other.getClass().getSimpleName();
    }
  }

  /** Its canonical form: what is compared, byte by byte. */
  public String text() {
    return "scenario " + scenario + "\n" + String.join("\n", lines) + "\n";
  }

  /** The first line in which another one differs, with those before it; empty if none does. */
  public Optional<String> difference(Transcript observed) {
    if (text().equals(observed.text())) {
      return Optional.empty();
    }
    StringBuilder told = new StringBuilder("scenario ").append(scenario).append('\n');
    int at = 0;
    while (at < lines.size()
        && at < observed.lines.size()
        && lines.get(at).equals(observed.lines.get(at))) {
      told.append("           ").append(lines.get(at++)).append('\n');
    }
    told.append("  expected ").append(at < lines.size() ? lines.get(at) : "the end").append('\n');
    told.append("  observed ");
    told.append(at < observed.lines.size() ? observed.lines.get(at) : "the end").append('\n');
    return Optional.of(told.toString());
  }
}

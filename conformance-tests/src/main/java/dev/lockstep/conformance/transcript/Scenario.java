package dev.lockstep.conformance.transcript;

import java.util.List;
import java.util.function.Consumer;

/**
 * A script with its name. Immutable.
 *
 * @param name that of its transcript
 * @param brokenBy a mutant that it finds out
 * @param steps what is done, in order
 */
public record Scenario(String name, Mutant brokenBy, List<Step> steps) {
  static Scenario of(String name, Mutant brokenBy, Consumer<Script> script) {
    return new Scenario(name, brokenBy, Step.of(script));
  }

  /** Whether it uses what a process has only one of. */
  public boolean isAloneInItsProcess() {
    return steps.stream().anyMatch(step -> step.name().equals("defaultKit"));
  }

  /** What the contract says that it observes. */
  public Transcript expected() {
    return Transcript.of(this, new Model());
  }

  /** What is observed there. */
  public Transcript observed(Stage stage) {
    try (RealWorld world = new RealWorld(stage, Mutant.NONE)) {
      return Transcript.of(this, world);
    }
  }

  /** What is observed of kits that are this mutant, up to the first line that is not expected. */
  public Transcript observed(Stage stage, Mutant mutant) {
    List<String> expected = expected().lines();
    try (RealWorld world = new RealWorld(stage, mutant)) {
      return Transcript.of(
          this, world, (at, line) -> at < expected.size() && line.equals(expected.get(at)));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.lockstep.conformance.transcript;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Plays a script through the public API on a stage. Not thread-safe. */
final class RealWorld implements World, AutoCloseable {
  private final Props props;
  private final RealErrors errors;
  private final List<Object> speakers;

  RealWorld(Stage stage, Mutant mutant) {
    props = new Props(stage, mutant);
    errors = new RealErrors(props);
    speakers =
        List.of(
            new RealKits(props),
            new RealLocks(props),
            new RealElections(props),
            new RealNumbers(props),
            errors);
  }

  @Override
  public String play(Step step) throws Exception {
    Object speaker =
        speakers.stream()
            .filter(step.verb().getDeclaringClass()::isInstance)
            .findFirst()
            .orElseThrow();
    try {
      return (String) step.verb().invoke(speaker, step.arguments().toArray());
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof Exception known) {
        throw known;
      }
      throw (Error) failed.getCause();
    }
  }

  @Override
  public Recorders recorders() {
    return props.recorders();
  }

  @Override
  public void close() {
    errors.close();
  }
}

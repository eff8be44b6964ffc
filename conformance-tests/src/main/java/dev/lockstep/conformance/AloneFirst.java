package dev.lockstep.conformance;

import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Begins with the tests that run alone: each that came later would wait for all that had begun, and
 * let nothing begin meanwhile. The others keep the order that JUnit gives them.
 */
final class AloneFirst implements MethodOrderer {
  @Override
  public void orderMethods(MethodOrdererContext context) {
    context.getMethodDescriptors().sort(Comparator.comparing(AloneFirst::isAlone).reversed());
  }

  private static boolean isAlone(MethodDescriptor method) {
    return method.findAnnotation(Rule.class).filter(Rule::alone).isPresent();
  }

  /** An order to begin in, which says nothing of what runs side by side. */
  @Override
  public Optional<ExecutionMode> getDefaultExecutionMode() {
    return Optional.empty();
  }
}

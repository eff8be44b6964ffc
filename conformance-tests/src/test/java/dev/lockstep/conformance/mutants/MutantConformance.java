package dev.lockstep.conformance.mutants;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.BreakableConformance;
import dev.lockstep.conformance.harness.MemoryUnderTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactory;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;

/**
 * The published suite on the mutant that {@link #MUTANT} names. Its name keeps it from the build,
 * where it is to fail; {@link Trial} runs it.
 */
@ExtendWith(MutantConformance.Factory.class)
final class MutantConformance extends BreakableConformance {
  /** The parameter of the launch that names the mutant. */
  static final String MUTANT = "mutant";

  private final String mutant;

  private MutantConformance(String mutant) {
    super(Mutants.named(mutant).breakage()::kit);
    this.mutant = mutant;
  }

  @Override
  protected BackendUnderTest backend() {
    return new MemoryUnderTest(mutant, MutantProvider.SCHEME + ":", mutant + "/");
  }

  /** Hands the name to each instance. */
  static final class Factory implements TestInstanceFactory {
    @Override
    public Object createTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
      return new MutantConformance(context.getConfigurationParameter(MUTANT).orElseThrow());
    }
  }
}

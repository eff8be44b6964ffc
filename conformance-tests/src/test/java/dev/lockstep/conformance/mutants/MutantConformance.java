package dev.lockstep.conformance.mutants;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.BreakableConformance;
import dev.lockstep.conformance.harness.MemoryUnderTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    BackendUnderTest open = new MemoryUnderTest(mutant, MutantProvider.SCHEME + ":", mutant + "/");
    return (BackendUnderTest)
        Proxy.newProxyInstance(
            BackendUnderTest.class.getClassLoader(),
            new Class<?>[] {BackendUnderTest.class},
            (proxy, method, arguments) ->
                method.getName().equals("secured")
                    ? Optional.of(secured((String) arguments[0], (String) arguments[1]))
                    : invoked(open, method, arguments));
  }

  private BackendUnderTest secured(String user, String password) {
    return new MemoryUnderTest(
        mutant,
        Guard.login(MutantProvider.SCHEME, user, password),
        Guard.of(user, password).path(mutant));
  }

  private static @Nullable Object invoked(
      BackendUnderTest backend, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(backend, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }

  /** Hands the name to each instance. */
  static final class Factory implements TestInstanceFactory {
    @Override
    public Object createTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
      return new MutantConformance(context.getConfigurationParameter(MUTANT).orElseThrow());
    }
  }
}

package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.LockstepConformance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The suite at a URL, for {@link Conformance} to run. */
@ExtendWith(UrlConformance.ByConfiguration.class)
final class UrlConformance extends LockstepConformance {
  /** The configuration parameter with the URL. */
  static final String URL = "conformance.url";

  private final String url;

  UrlConformance(String url) {
    this.url = url;
  }

  @Override
  protected BackendUnderTest backend() {
    return Backends.at(url);
  }

  /** Gives the suite its URL. */
  static final class ByConfiguration implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == String.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context.getConfigurationParameter(URL).orElseThrow();
    }
  }
}

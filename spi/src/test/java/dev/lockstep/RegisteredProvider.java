package dev.lockstep;

import java.util.Set;

/** An adapter that the service loader finds. */
public final class RegisteredProvider extends FakeProvider {
  /** For the service loader. */
  public RegisteredProvider() {
    super("registered", Set.of("registered"));
  }
}

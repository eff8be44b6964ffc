package dev.lockstep.bench;

import java.util.Optional;

/** Opens bare clients of one backend; found by {@link java.util.ServiceLoader}. */
public interface BareProvider {
  /** The name of the backend, as its adapter has it. */
  String backend();

  /** How to tell its requests apart; empty if nothing goes over a wire. */
  Optional<Framing> framing();

  /** A client that is ready. */
  Bare open(BareTarget target);
}

package dev.lockstep.bench;

import dev.lockstep.spi.LeaseStore;
import java.util.Optional;

/** In memory there is no client but the store itself. */
public final class MemoryBareProvider implements BareProvider {
  /** For the service loader. */
  public MemoryBareProvider() {}

  @Override
  public String backend() {
    return "memory";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.empty();
  }

  @Override
  public Bare open(BareTarget target) {
    return new StoreBare(target, target.lent(LeaseStore.class));
  }
}

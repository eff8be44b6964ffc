package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.memory.FaultyNode;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Setting;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGeneratorFactory;

/**
 * {@code mutant:M5-frees-others/server}: the backend in memory, put together as its own provider
 * does, but for what that mutant breaks.
 */
public final class MutantProvider implements AtomicProvider {
  static final String SCHEME = "mutant";

  @Override
  public String name() {
    return SCHEME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Atomic open(AtomicConfig config) {
    String path = config.url().path();
    Guard.of(path).requireWelcome(config.url());
    Mutant mutant = Mutants.named(path.substring(0, path.indexOf('/')));
    Breakage broken = mutant.breakage();
    FaultyNode node =
        MemoryBackend.named(path, mutant.profile())
            .connect(broken.namespace(config.namespace()), config.scheduler());
    requireAnswer(node.store());
    AtomicConfig ofNode =
        new ForwardingConfig(config) {
          @Override
          public Scheduler scheduler() {
            return node.scheduler();
          }
        };
    Atomic engine =
        EngineAtomic.on(
            broken.store(node.store(), ofNode),
            broken.config(ofNode),
            broken.law(),
            RandomGeneratorFactory.of("L128X128MixRandom")
                .create(new SecureRandom().generateSeed(32)));
    return broken.atomic(engine, ofNode);
  }

  /** Nobody is connected to a server that is down (X1). */
  private static void requireAnswer(LeaseStore store) {
    try {
      store.history().toCompletableFuture().join();
    } catch (CompletionException down) {
      store.close();
      throw down.getCause() instanceof RuntimeException known ? known : down;
    }
  }
}

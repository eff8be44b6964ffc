package dev.example.programs;

import dev.lockstep.Atomic;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.AtomicProvider;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Setting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A server whose tokens begin again after the first, as after a restore that nobody announced. */
final class RestoredBackup implements AtomicProvider {
  private final AtomicLong grants = new AtomicLong();

  static void lockTwice() {
    try (Kit kit = Lockstep.connect(KitOptions.of("memory:shop"), new RestoredBackup())) {
      kit.mutex("stock").lock().release();
      kit.mutex("stock").lock().release();
    }
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Atomic open(AtomicConfig config) {
    LeaseStore sound =
        MemoryBackend.named("restored").connect(config.namespace(), config.scheduler()).store();
    Object restored =
        Proxy.newProxyInstance(
            LeaseStore.class.getClassLoader(),
            new Class<?>[] {LeaseStore.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(sound, arguments);
                return method.getName().equals("grant")
                    ? lowered((CompletionStage<?>) answer)
                    : answer;
              } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
              }
            });
    return LeaseEngine.atomic((LeaseStore) restored, config);
  }

  private CompletionStage<Object> lowered(CompletionStage<?> granted) {
    return granted.thenApply(
        outcome ->
            outcome instanceof Outcome.Done done && grants.incrementAndGet() > 1
                ? new Outcome.Done(done.version(), 1)
                : outcome);
  }
}

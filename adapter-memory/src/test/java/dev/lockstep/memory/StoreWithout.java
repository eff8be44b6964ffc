package dev.lockstep.memory;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.LockstepException;
import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.spi.LeaseStore;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sound store that answers one question in another way, as a test wants it. */
final class StoreWithout {
  private StoreWithout() {}

  /**
   * The same store, or another part of it, but for one question.
   *
   * @param answer asked each time; null lets the sound one answer
   */
  static <T> T answer(
      Class<T> type, T sound, String question, Supplier<? extends @Nullable Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Object other = method.getName().equals(question) ? answer.get() : null;
              return other == null ? method.invoke(sound, args) : other;
            }));
  }

  /** A kit on that store but for one question. */
  static EngineAtomic kit(
      VirtualTime time,
      LeaseStore sound,
      String question,
      Supplier<? extends @Nullable Object> answer) {
    return EngineAtomic.on(
        answer(LeaseStore.class, sound, question, answer),
        new VirtualConfig(time),
        Law.STANDARD,
        new Random(1));
  }

  /** Answers so many times in one way, and from then on in another. */
  static Supplier<@Nullable Object> first(
      int times, Object answer, Supplier<? extends @Nullable Object> later) {
    AtomicInteger left = new AtomicInteger(times);
    return () -> left.getAndDecrement() > 0 ? answer : later.get();
  }

  /** What a store answers that refuses. */
  static CompletionStage<?> refused() {
    return failed(new BackendRefusedException("no rights for that", null, "memory:server", null));
  }

  static CompletionStage<?> failed(LockstepException error) {
    return CompletableFuture.failedFuture(error);
  }
}

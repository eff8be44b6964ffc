package dev.lockstep.conformance.mutants;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that fails in another way than it should: every question of it goes through here. */
final class OtherFailures implements InvocationHandler {
  private final LeaseStore sound;
  private final boolean forEver;
  private final UnaryOperator<Throwable> told;
  private final AtomicBoolean failed = new AtomicBoolean();

  private OtherFailures(LeaseStore sound, boolean forEver, UnaryOperator<Throwable> told) {
    this.sound = sound;
    this.forEver = forEver;
    this.told = told;
  }

  /**
   * Such a store.
   *
   * @param forEver whether it answers nothing more once a question failed
   * @param told what is told of a failure
   */
  static LeaseStore of(LeaseStore sound, boolean forEver, UnaryOperator<Throwable> told) {
    return (LeaseStore)
        Proxy.newProxyInstance(
            LeaseStore.class.getClassLoader(),
            new Class<?>[] {LeaseStore.class},
            new OtherFailures(sound, forEver, told));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    boolean question = method.getReturnType() == CompletionStage.class;
    if (question && forEver && failed.get()) {
      return CompletableFuture.failedFuture(
          new BackendUnavailableException("the connection was lost", null, sound.endpoint(), null));
    }
    try {
      Object answer = method.invoke(sound, arguments);
      return question && answer != null ? ((CompletionStage<?>) answer).handle(this::seen) : answer;
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }

  private @Nullable Object seen(@Nullable Object answer, @Nullable Throwable error) {
    if (error != null) {
      failed.set(true);
      Throwable cause = error.getCause();
      throw new CompletionException(
          told.apply(error instanceof CompletionException && cause != null ? cause : error));
    }
    if (answer instanceof Outcome.Unknown unknown) {
      failed.set(true);
      return new Outcome.Unknown(told.apply(unknown.cause()));
    }
    if (answer instanceof Renewal.Unknown unknown) {
      failed.set(true);
      return new Renewal.Unknown(told.apply(unknown.cause()));
    }
    return answer;
  }
}

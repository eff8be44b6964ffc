package dev.lockstep.conformance.transcript;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.Inspector;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.Membership;
import dev.lockstep.NumberLease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a kit and before everything that it gives, and lets a twist have its way with each
 * call.
 */
final class Disguise implements InvocationHandler {
  private static final List<Class<?>> KINDS =
      List.of(
          Kit.class,
          DistributedMutex.class,
          NumberLease.class,
          Lease.class,
          Election.class,
          Membership.class,
          Inspector.class);

  private final Object target;
  private final Twist twist;

  private Disguise(Object target, Twist twist) {
    this.target = target;
    this.twist = twist;
  }

  /** What becomes of a call. */
  @FunctionalInterface
  interface Twist {
    @Nullable Object call(Call call) throws Throwable;
  }

  /** A call on its way. */
  @SuppressWarnings("ArrayRecordComponent")
  record Call(Object target, Method method, @Nullable Object[] arguments) {
    /** Whether it is this method of such a thing. */
    boolean is(Class<?> type, String name) {
      return type.isInstance(target) && method.getName().equals(name);
    }

    @Nullable Object proceed() throws Throwable {
      return proceed(arguments);
    }

    @Nullable Object proceed(@Nullable Object... others) throws Throwable {
      try {
        return method.invoke(target, others);
      } catch (InvocationTargetException failed) {
        throw failed.getCause();
      }
    }
  }

  static Kit of(Kit kit, Twist twist) {
    return (Kit) disguised(kit, twist);
  }

  private static Object disguised(Object thing, Twist twist) {
    return KINDS.stream()
        .filter(kind -> kind.isInstance(thing))
        .findFirst()
        .map(
            kind ->
                Proxy.newProxyInstance(
                    kind.getClassLoader(), new Class<?>[] {kind}, new Disguise(thing, twist)))
        .orElse(thing);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.getName().equals("equals")
          ? proxy == arguments[0]
          : method.invoke(target, arguments);
    }
    if (method.isDefault()) {
      // Made of other calls, each of which is to be twisted.
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return wrapped(twist.call(new Call(target, method, arguments)));
  }

  private @Nullable Object wrapped(@Nullable Object result) {
    if (result instanceof Optional<?> optional) {
      return optional.map(value -> disguised(value, twist));
    }
    if (result instanceof List<?> list) {
      return list.stream().map(value -> disguised(value, twist)).toList();
    }
    if (result instanceof CompletableFuture<?> future) {
      return later(future);
    }
    return result == null ? null : disguised(result, twist);
  }

  private CompletableFuture<@Nullable Object> later(CompletableFuture<?> inner) {
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    var unusedTold =
        inner.whenComplete(
            (value, error) -> {
              if (error == null) {
                outer.complete(wrapped(value));
              } else {
                outer.completeExceptionally(error);
              }
            });
    var unusedWithdrawn =
        outer.whenComplete(
            (value, error) -> {
              if (outer.isCancelled()) {
                inner.cancel(true);
              }
            });
    return outer;
  }
}

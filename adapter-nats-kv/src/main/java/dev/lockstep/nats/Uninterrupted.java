package dev.lockstep.nats;

import java.util.function.Supplier;

/**
 * jnats drops what an interrupted thread sends, and does not wait for its own end. The flag of the
 * caller is none of its business: it is put aside, and set again afterwards (M14).
 */
final class Uninterrupted {
  private Uninterrupted() {}

  static <T> T call(Supplier<T> task) {
    boolean interrupted = Thread.interrupted();
    try {
      return task.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static void run(Runnable task) {
    Object unused =
        call(
            () -> {
              task.run();
              return Boolean.TRUE;
            });
  }
}

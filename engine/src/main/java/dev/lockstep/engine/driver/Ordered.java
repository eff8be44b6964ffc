package dev.lockstep.engine.driver;

import dev.lockstep.Registration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a listener one thing after the other, on the listener executor, in order, none lost (L5,
 * E4).
 */
final class Ordered<T> implements Registration {
  private final Kernel kernel;
  private final Consumer<? super T> listener;
  private final Consumer<Ordered<T>> removed;
  private final ArrayDeque<T> news = new ArrayDeque<>();
  private boolean telling;
  private boolean closed;

  Ordered(Kernel kernel, Consumer<? super T> listener, Consumer<Ordered<T>> removed) {
    this.kernel = kernel;
    this.listener = listener;
    this.removed = removed;
  }

  /** Under the lock. */
  void tell(T what) {
    if (closed) {
      return;
    }
    news.add(what);
    if (!telling) {
      telling = true;
      kernel.listen(this::tellOne);
    }
  }

  private void tellOne() {
    Optional<T> next =
        kernel.ask(() -> closed ? Optional.<T>empty() : Optional.ofNullable(news.poll()));
    try {
      next.ifPresent(listener);
    } finally {
      kernel.turn(
          () -> {
            if (closed || news.isEmpty()) {
              telling = false;
            } else {
              kernel.listen(this::tellOne);
            }
          });
    }
  }

  @Override
  public void close() {
    kernel.turn(
        () -> {
          closed = true;
          removed.accept(this);
        });
  }
}

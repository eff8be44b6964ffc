package dev.lockstep.memory;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A watch of a faulty node: loses, doubles and delays hints as the link says. Thread-safe. */
final class Ear implements Registration {
  private static final Registration OPEN = () -> {};
  private static final Registration CLOSED = () -> {};

  private final FaultyNode node;
  private final Consumer<Optional<Key>> hint;
  private final Consumer<Ear> forget;
  private final AtomicReference<Registration> behind = new AtomicReference<>(OPEN);

  Ear(FaultyNode node, Consumer<Optional<Key>> hint, Consumer<Ear> forget) {
    this.node = node;
    this.hint = hint;
    this.forget = forget;
  }

  /** What the store behind gave; one that comes after the close is closed at once. */
  Ear over(Registration registration) {
    if (!behind.compareAndSet(OPEN, registration)) {
      registration.close();
    }
    return this;
  }

  void hear(Optional<Key> key) {
    for (Duration delay : node.link().hints()) {
      node.after(delay, () -> node.power().pass(() -> tell(key)));
    }
  }

  @Override
  public void close() {
    forget.accept(this);
    behind.getAndSet(CLOSED).close();
  }

  private void tell(Optional<Key> key) {
    if (behind.get() != CLOSED) {
      hint.accept(key);
    }
  }
}

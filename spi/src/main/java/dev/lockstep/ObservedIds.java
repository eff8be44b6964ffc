package dev.lockstep;

import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Identifiers of which an observer hears. */
final class ObservedIds implements IdGenerator {
  private static final Logger log = LoggerFactory.getLogger(ObservedIds.class);

  private final IdGenerator ids;
  private final LockstepObserver observer;
  private final Operation operation;

  ObservedIds(IdGenerator ids, LockstepObserver observer, String backend) {
    this.ids = ids;
    this.observer = observer;
    operation = new Operation(Operation.Type.NEXT_ID, backend, "");
  }

  @Override
  public long nextId() {
    Optional<LockstepObserver.Span> span = begin();
    try {
      long id = ids.nextId();
      span.ifPresent(begun -> end(begun, Optional.empty()));
      return id;
    } catch (RuntimeException | Error failed) {
      span.ifPresent(begun -> end(begun, Optional.of(failed)));
      throw failed;
    }
  }

  private Optional<LockstepObserver.Span> begin() {
    try {
      return Optional.of(observer.begin(operation));
    } catch (RuntimeException dropped) {
      log.warn("an observer failed", dropped);
      return Optional.empty();
    }
  }

  private static void end(LockstepObserver.Span span, Optional<Throwable> error) {
    try {
      span.end(error);
    } catch (RuntimeException dropped) {
      log.warn("an observer failed", dropped);
    }
  }

  @Override
  public SnowflakeId nextSnowflakeId() {
    return new SnowflakeId(nextId());
  }

  @Override
  public String nextIdString() {
    return Long.toString(nextId());
  }
}

package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

public final class Meter implements LockstepObserver {
  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

  @Override
  public Span begin(Operation operation) {
    return error -> {
      if (operation.type() != Operation.Type.REQUEST) { // what the others ask of the backend
        count(operation.type() + (error.isPresent() ? " failed" : ""));
      }
    };
  }

  @Override
  public void granted(Lease lease, Duration waited) {
    count("granted " + lease.kind());
  }

  @Override
  public void ended(LeaseEnd end, Duration held) {
    count("ended " + end.cause());
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  public static void main(String[] args) {
    Meter meter = new Meter();
    try (Kit kit = Lockstep.connect(KitOptions.of("memory:metered").observer(meter))) {
      for (int i = 0; i < 3; i++) {
        kit.mutex("report").lock().release();
      }
      kit.mutex("report").tryLock();
    }
    meter.counts.forEach((what, count) -> System.out.println(what + ": " + count));
  }
}

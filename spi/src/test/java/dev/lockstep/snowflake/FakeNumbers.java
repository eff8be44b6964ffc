package dev.lockstep.snowflake;

import dev.lockstep.FakeLease;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.LeaseKind;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Machine numbers with marks that outlive their leases; gives out the planned numbers, then 0, 1, 2
 * ... Thread-safe.
 */
public final class FakeNumbers implements NumberAllocator {
  final Map<Integer, Long> marks = new HashMap<>();
  public final List<Lent> lent = new ArrayList<>();
  final Deque<Integer> plan = new ArrayDeque<>();
  final Deque<RuntimeException> failures = new ArrayDeque<>();
  final Deque<RuntimeException> raiseFailures = new ArrayDeque<>();
  final List<CompletableFuture<Void>> unanswered = new ArrayList<>();
  int raises;
  boolean answering = true;

  @Override
  public synchronized NumberLease allocateNumber(String pool, int max) {
    if (!pool.equals(MACHINE_NUMBERS) || max != 65_535) {
      throw new AssertionError("asked for " + pool + " up to " + max);
    }
    @Nullable RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    int number = plan.isEmpty() ? firstFree() : plan.remove();
    Lent lease = new Lent(number);
    lent.add(lease);
    return lease;
  }

  private int firstFree() {
    int number = 0;
    while (isTaken(number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(int number) {
    return lent.stream().anyMatch(lease -> lease.number == number && lease.isHeld());
  }

  @Override
  public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
    try {
      return CompletableFuture.completedFuture(allocateNumber(pool, max));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  synchronized long mark(int number) {
    return marks.getOrDefault(number, 0L);
  }

  synchronized Lent newest() {
    return lent.get(lent.size() - 1);
  }

  synchronized long held() {
    return lent.stream().filter(FakeLease::isHeld).count();
  }

  /** A number in use. */
  public final class Lent extends FakeLease implements NumberLease {
    private final int number;

    private Lent(int number) {
      super(LeaseKind.NUMBER, MACHINE_NUMBERS + "/" + number, () -> {});
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public long mark() {
      return FakeNumbers.this.mark(number);
    }

    @Override
    public CompletableFuture<Void> raiseMark(long mark) {
      synchronized (FakeNumbers.this) {
        raises++;
        @Nullable RuntimeException failure = raiseFailures.poll();
        if (failure != null) {
          return CompletableFuture.failedFuture(failure);
        }
        if (mark < mark()) {
          return CompletableFuture.failedFuture(new InvalidOptionException("the mark would sink"));
        }
        if (!answering) {
          CompletableFuture<Void> never = new CompletableFuture<>();
          unanswered.add(never);
          return never;
        }
        marks.put(number, mark);
        return CompletableFuture.completedFuture(null);
      }
    }
  }
}

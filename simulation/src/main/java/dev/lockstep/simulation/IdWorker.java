package dev.lockstep.simulation;

import dev.lockstep.IdGenerator;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.snowflake.IdClock;
import dev.lockstep.snowflake.SnowflakeGenerator;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Issues identifiers by the generator that ships. A world has one thread, so nothing may block in
 * it: where the generator waits, its call is given up, and made again when the wait is over, as if
 * the caller had been woken up early.
 */
final class IdWorker implements Node.Worker {
  private static final long MILLI = 1_000_000L;

  /** Few, so that numbers are passed on, also to machines whose clock is behind. */
  private static final int NUMBERS = 4;

  /** More than one slot has for one number. */
  private static final int MOST_AT_ONCE = 600;

  private final Node node;
  private final SplittableRandom random;
  private final Identifiers identifiers;
  private final Numbers numbers = new Numbers();
  private final SnowflakeGenerator generator;
  private long last = -1;
  private int wanted;
  private long issued;
  private boolean stopping;
  private String doing = "resting";

  /** Where the generator would wait: so long, unless something happens. */
  private static final class Wait extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long nanos;

    Wait(long nanos) {
      super("for " + nanos + " ns", null, false, false);
      this.nanos = nanos;
    }
  }

  IdWorker(Node node, SplittableRandom random, Identifiers identifiers) {
    this.node = node;
    this.random = random;
    this.identifiers = identifiers;
    generator =
        new SnowflakeGenerator(
            numbers,
            new Clock(node.machine().clock()),
            1 + random.nextInt(3),
            Duration.ofSeconds(2));
  }

  private record Clock(Ticker ticker) implements IdClock {
    @Override
    public void await(Condition changed, long nanos) {
      throw new Wait(nanos);
    }
  }

  @Override
  public void start() {
    rest();
  }

  private void rest() {
    doing = "resting";
    wanted = random.nextInt(12) == 0 ? random.nextInt(MOST_AT_ONCE) : 1 + random.nextInt(8);
    node.machine().after(random.nextLong(1_500 * MILLI), this::issue);
  }

  private void issue() {
    if (stopping) {
      return;
    }
    try {
      while (wanted > 0) {
        next(generator);
        wanted--;
      }
      rest();
    } catch (Wait waits) {
      doing = "waiting " + waits.getMessage();
      node.machine().after(waits.nanos, this::issue);
    } catch (LockstepException failed) {
      node.note("has no identifier: " + failed.code());
      rest();
    }
  }

  private void next(IdGenerator ids) {
    SnowflakeId id = ids.nextSnowflakeId();
    identifiers.issued(node, last, id, numbers.lease(id.machine()));
    last = id.value();
    issued++;
  }

  /** How many it has issued. */
  long issued() {
    return issued;
  }

  @Override
  public void stop() {
    stopping = true;
    generator.close();
    numbers.giveUp();
  }

  @Override
  public boolean isIdle() {
    return stopping && numbers.areGone();
  }

  /** By whom does not know of the pause. */
  @Override
  public void wokenUp() {
    if (stopping) {
      return;
    }
    try {
      next(generator);
    } catch (Wait | LockstepException none) {
      node.note("has no identifier after its pause");
    }
  }

  @Override
  public String doing() {
    return doing;
  }

  /** The numbers of the kit, of which this worker keeps account. */
  private final class Numbers implements NumberAllocator {
    private final List<NumberLease> leases = new ArrayList<>();
    private int asking;
    private @Nullable CompletableFuture<NumberLease> asked;
    private int releasing;

    @Override
    public NumberLease allocateNumber(String pool, int max) {
      CompletableFuture<NumberLease> answer = asked;
      if (answer == null) {
        answer = allocateNumberAsync(pool, max);
        asked = answer;
      }
      if (!answer.isDone()) {
        throw new Wait(10 * MILLI);
      }
      asked = null;
      try {
        return answer.join();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof LockstepException told ? told : failed;
      }
    }

    @Override
    public CompletableFuture<NumberLease> allocateNumberAsync(String pool, int max) {
      asking++;
      return node.kit().allocateNumberAsync(pool, NUMBERS).whenComplete(this::came);
    }

    private void came(@Nullable NumberLease lease, @Nullable Throwable error) {
      asking--;
      if (lease == null) {
        return;
      }
      leases.add(lease);
      if (stopping) {
        giveUp();
      }
    }

    Optional<NumberLease> lease(int number) {
      return leases.stream().filter(lease -> lease.number() == number).reduce((a, b) -> b);
    }

    void giveUp() {
      for (NumberLease lease : leases) {
        if (lease.isHeld()) {
          releasing++;
          var unused = lease.releaseAsync().whenComplete((nothing, error) -> releasing--);
        }
      }
      leases.clear();
    }

    boolean areGone() {
      return asking == 0 && releasing == 0;
    }
  }
}

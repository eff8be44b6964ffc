package dev.lockstep.conformance;

import dev.lockstep.Election;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads as often as it is let, a moment each time, and writes down when. */
final class Regent {
  private static final Logger LOG = LoggerFactory.getLogger(Regent.class);
  private static final Duration MOMENT = Duration.ofMillis(20);

  private final Election election;

  Regent(Election election) {
    this.election = election;
  }

  /**
   * Does so for that time, and until it has led once, and leaves the election; answers with the
   * sections of its terms.
   */
  String reign(Duration time) {
    StringBuilder sections = new StringBuilder("sections");
    long until = System.nanoTime() + time.toNanos();
    try {
      Lease term = next(until + ConformanceBase.SOON.toNanos());
      while (term != null) {
        long begin = System.nanoTime();
        Eventually.pass(MOMENT);
        long end = System.nanoTime();
        boolean held = election.isLeader() && term.isHeld();
        sections.append(' ').append(new Section(term.token(), begin, end, held));
        resign();
        term = next(until);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
    election.close();
    return sections.toString();
  }

  private @Nullable Lease next(long until) throws InterruptedException {
    CompletableFuture<Lease> next = election.awaitAsync();
    try {
      return next.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException timeOver) {
      next.cancel(true);
      return null;
    } catch (ExecutionException closed) {
      LOG.debug("the election has ended", closed);
      return null;
    }
  }

  private void resign() {
    try {
      election.resign();
    } catch (LockstepException lost) {
      LOG.debug("the term had ended before", lost);
    }
  }
}

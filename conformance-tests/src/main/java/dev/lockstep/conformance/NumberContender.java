package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.KitClosedException;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a number of a pool, holds it for a moment, gives it back, and so on. */
record NumberContender(Kit kit, String pool, int max) {
  private static final Logger LOG = LoggerFactory.getLogger(NumberContender.class);

  private static final Duration PAUSE = Duration.ofMillis(5);

  /** Contends so often; answers with what it held: {@code NUMBER=SECTION ...}. */
  String contend(int times) {
    StringJoiner holdings = new StringJoiner(" ");
    int had = 0;
    while (had < times) {
      try (NumberLease lease = kit.allocateNumber(pool, max)) {
        long begin = System.nanoTime();
        Eventually.pass(Duration.ofMillis(ThreadLocalRandom.current().nextInt(3)));
        boolean held = lease.isHeld();
        long end = System.nanoTime();
        holdings.add(lease.number() + "=" + new Section(lease.token(), begin, end, held));
        had++;
      } catch (KitClosedException over) {
        break;
      } catch (LockstepException takenOrUnreachable) {
        LOG.debug("no number; asking again", takenOrUnreachable);
        Eventually.pass(PAUSE);
      }
    }
    return holdings.toString();
  }
}

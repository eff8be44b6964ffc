package dev.lockstep.conformance;

import dev.lockstep.DistributedMutex;
import dev.lockstep.KitClosedException;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import dev.lockstep.OperationInterruptedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts in a file that nothing guards but the lock: reads, adds one, writes. */
final class Contender {
  private static final Logger LOG = LoggerFactory.getLogger(Contender.class);

  private final DistributedMutex mutex;
  private final Path counter;

  Contender(DistributedMutex mutex, Path counter) {
    this.mutex = mutex;
    this.counter = counter;
  }

  /** Contends so often; answers with the sections: {@code sections TOKEN:BEGIN:END:HELD ...}. */
  String contend(int times) throws IOException {
    StringBuilder sections = new StringBuilder("sections");
    int entered = 0;
    while (entered < times) {
      try (Lease lease = mutex.lock()) {
        long begin = System.nanoTime();
        long count = read(counter);
        write(counter, count + 1);
        boolean stillHeld = lease.isHeld();
        // Before the last look: what is held after the end was held at the end.
        long end = System.nanoTime();
        boolean held = stillHeld && lease.isHeld();
        sections.append(' ').append(new Section(lease.token(), begin, end, held));
        entered++;
      } catch (KitClosedException | OperationInterruptedException over) {
        break;
      } catch (LockstepException unreachable) {
        LOG.debug("the section was not entered; asking again", unreachable);
      }
    }
    return sections.toString();
  }

  static long read(Path counter) throws IOException {
    return Long.parseLong(Files.readString(counter).strip());
  }

  static void write(Path counter, long count) throws IOException {
    Files.writeString(
        counter,
        String.format("%019d", count),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }
}

package dev.lockstep.zookeeper;

import dev.lockstep.spi.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a server that says nothing: the connection is broken off, and the client tries
 * another. Where there is no other, that would gain nothing.
 *
 * @param alone whether there is one server only
 * @param patience how long nothing may be answered while something is asked
 */
record Silence(boolean alone, Duration patience, Scheduler scheduler, Closing closing) {
  @Nullable Pulse listener(Supplier<ZooKeeper> handle) {
    return alone ? null : new Pulse(scheduler, patience, () -> breakOff(handle.get()));
  }

  /** No question waits longer for a connection than it would for an answer. */
  Gate gate() {
    return new Gate(scheduler, patience);
  }

  private void breakOff(ZooKeeper handle) {
    var unused = closing.run(() -> close(handle));
  }

  private static void close(ZooKeeper handle) {
    try {
      handle.getTestable().closeSocket();
    } catch (IOException broken) {
      // That is what was wanted.
      handle.getState();
    }
  }
}

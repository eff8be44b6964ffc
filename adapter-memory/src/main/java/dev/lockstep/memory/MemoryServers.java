package dev.lockstep.memory;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The servers that kits of this JVM share by name. A server is there from the first connection to
 * it until the last is closed, and then leaves nothing behind but the greatest token of all, so
 * that a later one of its name goes on above it (F1, X5).
 */
final class MemoryServers {
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Shared> byName = new HashMap<>();
  private long tokenFloor;

  MemoryServers(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Another connection.
   *
   * @throws InvalidOptionException if the server is there, and follows another law
   */
  MemoryStore connect(String name, MemoryProfile profile, String namespace, Scheduler scheduler) {
    lock.lock();
    try {
      Shared shared =
          byName.computeIfAbsent(
              name, absent -> new Shared(new MemoryServer(name, profile, ticker, tokenFloor)));
      if (!shared.server.profile().equals(profile)) {
        throw new InvalidOptionException(
            shared.server
                + " is open as "
                + shared.server.profile()
                + ", not as "
                + profile
                + "; give all kits of one name the same setting \"like\"");
      }
      shared.connections++;
      return new MemoryStore(shared.server, namespace, scheduler, () -> disconnect(shared));
    } finally {
      lock.unlock();
    }
  }

  /** The server of that name, if anybody is connected to it. */
  Optional<MemoryServer> server(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(byName.get(name)).map(shared -> shared.server);
    } finally {
      lock.unlock();
    }
  }

  /** How many are connected to the server of that name. */
  int connections(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(byName.get(name)).map(shared -> shared.connections).orElse(0);
    } finally {
      lock.unlock();
    }
  }

  private void disconnect(Shared shared) {
    lock.lock();
    try {
      shared.connections--;
      if (shared.connections == 0) {
        tokenFloor = Math.max(tokenFloor, shared.server.lastToken());
        byName.remove(shared.server.name());
      }
    } finally {
      lock.unlock();
    }
  }

  private static final class Shared {
    private final MemoryServer server;
    private int connections;

    Shared(MemoryServer server) {
      this.server = server;
    }
  }
}

package dev.lockstep.simulation;

import dev.lockstep.memory.Link;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.memory.MemoryServer;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Page;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The server in this world, with a clock of its own, and an operator's hand on it. */
final class Server {
  static final String NAMESPACE = "simulation";

  private final World world;
  private final MachineClock clock;
  private final MemoryServer server;
  private final LeaseStore operator;

  Server(World world, MachineClock clock, MemoryProfile profile) {
    this.world = world;
    this.clock = clock;
    this.server = new MemoryServer("simulation", profile, clock);
    this.operator = connect();
  }

  LeaseStore connect() {
    return MemoryBackend.on(server)
        .connect(
            NAMESPACE, (delay, task) -> world.after(clock.worldTime(delay), task), Link.sound())
        .store();
  }

  MemoryProfile profile() {
    return server.profile();
  }

  void down() {
    world.note("server", "is down");
    server.down();
  }

  void up() {
    world.note("server", "is up");
    server.up();
  }

  void changeLeader() {
    world.note("server", "has another leader");
    server.changeLeader();
  }

  void stepWall(long millis) {
    clock.stepWall(millis);
  }

  /** What stands there; empty also while it is down. */
  Optional<Entry> get(Key key) {
    CompletableFuture<Optional<Entry>> found = operator.get(key).toCompletableFuture();
    return found.isCompletedExceptionally() ? Optional.empty() : found.join();
  }

  /** World time for which that record is promised to stand; empty if it is gone. */
  OptionalLong left(Key key, long token) {
    Optional<Duration> left = server.left(NAMESPACE, key, token);
    if (left.isEmpty()) {
      return OptionalLong.empty();
    }
    long nanos = left.get().toNanos();
    return OptionalLong.of(nanos > 0 ? clock.worldTime(nanos) : nanos);
  }

  void delete(Key key) {
    world.note("operator", "deletes " + key.path());
    server.delete(NAMESPACE, key);
  }

  void forgetTimeToLive(Key key) {
    world.note("server", "forgets the time to live of " + key.path());
    server.forgetTimeToLive(NAMESPACE, key);
  }

  /** All records but marks. */
  int leasedRecords() {
    return server.records() - count("mark");
  }

  private int count(String kind) {
    int marks = 0;
    Optional<String> cursor = Optional.empty();
    do {
      Page page = operator.list(kind, "", cursor).toCompletableFuture().join();
      marks += page.entries().size();
      cursor = page.cursor();
    } while (cursor.isPresent());
    return marks;
  }

  String records() {
    StringBuilder all = new StringBuilder();
    for (String kind : new String[] {"mutex", "leader", "node", "number"}) {
      for (Entry entry :
          operator.list(kind, "", Optional.empty()).toCompletableFuture().join().entries()) {
        all.append(' ').append(entry.key().path()).append(" of ").append(entry.term());
      }
    }
    return all.toString();
  }

  int sessions() {
    return server.sessions();
  }

  int watches() {
    return server.watches();
  }
}

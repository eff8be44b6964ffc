package dev.lockstep.simulation;

import dev.lockstep.engine.driver.EngineAtomic;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.LeaseStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A world with a server and nodes in it, under the monitor's eye. */
final class Stage {
  static final long SECOND = 1_000_000_000L;

  private final Mutant mutant;
  private final Trace trace;
  private final World world;
  private final Tally tally = new Tally();
  private final Monitor monitor;
  private final Marks marks;
  private final Identifiers identifiers;
  private final SplittableRandom random;
  private final Server server;
  private final long delayNanos;
  private final List<Node> nodes = new ArrayList<>();

  /**
   * An empty stage but for the server.
   *
   * @param delayNanos how long a request travels, usually
   */
  Stage(
      long seed,
      SplittableRandom random,
      MemoryProfile profile,
      long delayNanos,
      Mutant mutant,
      @Nullable Consumer<String> reader) {
    this.mutant = mutant;
    this.trace = new Trace(reader);
    this.world = new World(trace);
    this.random = random;
    this.delayNanos = delayNanos;
    this.server = new Server(world, clock(), profile);
    this.monitor = new Monitor(world, server, seed, tally);
    this.marks = new Marks(monitor, tally);
    this.identifiers = new Identifiers(monitor, tally);
    world.watchedBy(monitor);
  }

  private MachineClock clock() {
    long most = MachineClock.MOST_PARTS_PER_BILLION / 2;
    long rate =
        switch (random.nextInt(4)) {
          case 0 -> most;
          case 1 -> -most;
          default -> random.nextLong(-most, most + 1);
        };
    long offset = random.nextInt(4) == 0 ? Long.MAX_VALUE - 5 * SECOND : random.nextLong();
    return new MachineClock(
        world, offset, rate, 1_800_000_000_000L + random.nextLong(-5_000, 5_000));
  }

  /** Another process, in fine weather. */
  Node node(String nodeKey, long ttlMillis) {
    return node(nodeKey, ttlMillis, random.nextInt(2) == 0 ? 0 : 2_000_000, server.connect());
  }

  /**
   * Another process, in fine weather.
   *
   * @param timerLag how much later than due a timer of it may fire, in nanoseconds
   * @param connection how it reaches the server
   */
  Node node(String nodeKey, long ttlMillis, long timerLag, LeaseStore connection) {
    int number = nodes.size() + 1;
    Machine machine =
        new Machine(
            world,
            number,
            "n" + number,
            clock(),
            random.split(),
            timerLag,
            random.nextInt(2) == 0 ? 0 : 3_000_000);
    Weather weather = new Weather(random.split(), delayNanos);
    SimStore store = new SimStore(world, machine, weather, connection);
    SimConfig config = new SimConfig(machine, nodeKey, Node.millis(ttlMillis), monitor.on(machine));
    EngineAtomic kit = EngineAtomic.on(store, config, mutant.law(), random.split());
    Node node = new Node(machine, weather, store, kit);
    nodes.add(node);
    return node;
  }

  World world() {
    return world;
  }

  Server server() {
    return server;
  }

  Monitor monitor() {
    return monitor;
  }

  Marks marks() {
    return marks;
  }

  Identifiers identifiers() {
    return identifiers;
  }

  Tally tally() {
    return tally;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Node> alive() {
    return nodes.stream().filter(node -> node.machine().isAlive()).toList();
  }

  /** Lets time pass until it is so; false if it is not in time, or if a rule was broken. */
  boolean expect(long atMost, BooleanSupplier done) {
    world.runUntil(atMost, () -> !monitor.isClean() || done.getAsBoolean());
    return monitor.isClean() && done.getAsBoolean();
  }

  /** The hash of all that happened; the stage is over. */
  String hash() {
    return trace.hash();
  }
}

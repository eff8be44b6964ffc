package dev.lockstep.simulation;

import dev.lockstep.LeaseKind;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Session;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Does harm, one great fault after the other, and makes all well in the end. */
final class Nemesis {
  private static final long MILLI = 1_000_000L;

  private final Stage stage;
  private final World world;
  private final Server server;
  private final Monitor monitor;
  private final Tally tally;
  private final Plan plan;
  private final SplittableRandom random;
  private final Runnable restart;
  private boolean over;

  /**
   * Does nothing yet.
   *
   * @param restart starts another process
   */
  Nemesis(Stage stage, Plan plan, SplittableRandom random, Runnable restart) {
    this.stage = stage;
    this.world = stage.world();
    this.server = stage.server();
    this.monitor = stage.monitor();
    this.tally = stage.tally();
    this.plan = plan;
    this.random = random;
    this.restart = restart;
  }

  void begin() {
    world.after(random.nextLong(2L * plan.calmMillis() * MILLI), this::strike);
  }

  private void strike() {
    if (over) {
      return;
    }
    List<Node> alive = stage.alive();
    if (alive.isEmpty()) {
      begin();
      return;
    }
    Node node = alive.get(random.nextInt(alive.size()));
    tally.faults++;
    switch (random.nextInt(14)) {
      case 0, 1 -> pause(node);
      case 2 -> pauseAtRenewal(node);
      case 3, 4 ->
          forAWhile(
              node, "is cut off", () -> node.weather().cut(true), () -> node.weather().cut(false));
      case 5 ->
          forAWhile(
              node,
              "is in the dark",
              () -> node.weather().dark(true),
              () -> node.weather().dark(false));
      case 6 ->
          forAWhile(
              node,
              "cannot renew",
              () -> node.weather().renewalsHang(true),
              () -> node.weather().renewalsHang(false));
      case 7, 8 -> slowReplies(node);
      case 9 -> crash(node);
      case 10 -> outage();
      case 11 -> delete();
      case 12 -> stepWall(node);
      default -> node.weather().nextLate(random.nextLong(Weather.LATEST));
    }
    begin();
  }

  private long aWhile() {
    long ttl = plan.longestTtlMillis() * MILLI;
    return random.nextInt(3) == 0 ? random.nextLong(200 * MILLI) : random.nextLong(3 * ttl / 2);
  }

  private void pause(Node node) {
    node.machine().pause();
    world.after(aWhile(), node::resume);
  }

  /** Stops between a renewal and its reply, past the old deadline, maybe not past the new one. */
  private void pauseAtRenewal(Node node) {
    node.weather()
        .atNextRenewal(
            validity -> {
              world.after(0, () -> node.machine().pause());
              world.after(validity / 2 + random.nextLong(validity * 3 / 5), node::resume);
            });
  }

  private void forAWhile(Node node, String what, Runnable begin, Runnable end) {
    world.note(node.name(), what);
    begin.run();
    world.after(aWhile(), end);
  }

  /** Replies come late, and after a while nothing comes at all. */
  private void slowReplies(Node node) {
    world.note(node.name(), "gets slow replies");
    node.weather().slowReplies(random.nextLong(plan.longestTtlMillis() * MILLI));
    world.after(
        aWhile(),
        () -> {
          node.weather().slowReplies(0);
          if (random.nextBoolean() && !over) {
            node.weather().dark(true);
            world.after(aWhile(), () -> node.weather().dark(false));
          }
        });
  }

  private void crash(Node node) {
    node.crash();
    world.after(
        random.nextLong(3_000 * MILLI),
        () -> {
          if (!over) {
            restart.run();
          }
        });
  }

  private void outage() {
    server.down();
    boolean newLeader = random.nextBoolean();
    world.after(
        aWhile() / 2,
        () -> {
          server.up();
          if (newLeader) {
            server.changeLeader();
          }
        });
  }

  /** An operator deletes a record behind its holder's back (L6). */
  private void delete() {
    LeaseKind kind = random.nextInt(4) == 0 ? LeaseKind.LEADER : LeaseKind.MUTEX;
    String name =
        kind == LeaseKind.LEADER ? ElectionWorker.DOMAIN : "k" + random.nextInt(plan.keys());
    Key key = kind == LeaseKind.LEADER ? KeyCodec.leader(name) : KeyCodec.mutex(name);
    Optional<Entry> standing = server.get(key);
    if (standing.isPresent()) {
      monitor.exclusion(kind, name).deleted(standing.get().token());
      server.delete(key);
      if (server.profile().scope() == Session.Scope.RECORD) {
        monitor.endsWithinItsTtl(kind, name, standing.get());
      }
    }
  }

  private void stepWall(Node node) {
    long millis = random.nextLong(20_000) - 10_000;
    world.note(node.name(), "has its wall clock set by " + millis + " ms");
    node.machine().clock().stepWall(millis);
  }

  /** All is well from now on, for good. */
  void relent() {
    over = true;
    server.up();
    stage
        .nodes()
        .forEach(
            node -> {
              node.weather().fine();
              node.resume();
            });
  }
}

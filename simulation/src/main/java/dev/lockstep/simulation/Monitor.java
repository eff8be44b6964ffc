package dev.lockstep.simulation;

import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LockstepObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Sees every machine at once and checks the rules after every event: asks the leases themselves,
 * those of paused machines too.
 */
final class Monitor implements World.Eye {
  private final World world;
  private final Server server;
  private final long seed;
  private final Tally tally;
  private final List<Violation> violations = new ArrayList<>();
  private final TreeMap<String, Exclusion> exclusions = new TreeMap<>();
  private final List<Held> live = new ArrayList<>();
  private final List<Held> all = new ArrayList<>();
  private long looks;

  Monitor(World world, Server server, long seed, Tally tally) {
    this.world = world;
    this.server = server;
    this.seed = seed;
    this.tally = tally;
  }

  List<Violation> violations() {
    return violations;
  }

  boolean isClean() {
    return violations.isEmpty();
  }

  void violation(String rule, String what) {
    world.note("monitor", rule + " broken: " + what);
    violations.add(
        new Violation(seed, rule, what + " (at " + Trace.time(world.now()).trim() + " s)"));
  }

  Exclusion exclusion(LeaseKind kind, String name) {
    return exclusions.computeIfAbsent(kind + "/" + name, unused -> new Exclusion(kind, name));
  }

  /** What an engine on that machine tells. */
  LockstepObserver on(Machine machine) {
    return new LockstepObserver() {
      @Override
      public void granted(Lease lease, Duration waited) {
        Monitor.this.granted(machine, lease);
      }

      @Override
      public void ended(LeaseEnd end, Duration held) {
        world.note(
            machine.name(),
            "ends " + end.kind() + ' ' + end.key() + " token " + end.token() + ": " + end.cause());
      }
    };
  }

  private void granted(Machine machine, Lease lease) {
    Exclusion exclusion = exclusion(lease.kind(), lease.key());
    Held held = new Held(machine, lease, exclusion, world.now());
    world.note(machine.name(), "has " + exclusion + " token " + lease.token());
    tally.grants++;
    if (exclusion.isExclusive()) {
      checkToken(held);
      checkTold(held);
      if (exclusion.granted(lease.token(), machine)) {
        tally.handovers++;
      }
    }
    live.add(held);
    all.add(held);
    lease.onEnd(end -> heard(held, end));
  }

  /** F1: a new term has a new token; only a re-entry shares that of its term. */
  private void checkToken(Held held) {
    long token = held.lease().token();
    Exclusion exclusion = held.exclusion();
    if (token <= 0) {
      violation("F1", held + " of " + exclusion + " is not positive");
    }
    boolean reentry =
        live.stream()
                .anyMatch(
                    other ->
                        other.exclusion() == exclusion
                            && other.machine() == held.machine()
                            && other.lease().token() == token
                            && other.lease().isHeld())
            || (exclusion.isStillOf(held.machine(), token) && stands(exclusion, token));
    if (token <= exclusion.greatestToken() && !reentry && !exclusion.forgivesLate(held)) {
      violation(
          "F1",
          held
              + " of "
              + exclusion
              + " is not greater than the earlier token "
              + exclusion.greatestToken());
    }
  }

  /**
   * Whether that grant's own record stands. Who released the first handle of a term, as soon as he
   * heard of it, is heard before the grant of the second is told: the term has gone on.
   */
  private boolean stands(Exclusion exclusion, long token) {
    return exclusion.key().filter(key -> server.left(key, token).isPresent()).isPresent();
  }

  /** L2: who lost it and was running knew before this grant. */
  private void checkTold(Held held) {
    for (Held other : live) {
      if (other.exclusion() == held.exclusion()
          && other.lease().token() != held.lease().token()
          && other.endedByItsClock()
          && other.machine().isAlive()
          && other.machine().isPrompt()
          && !other.isLossTold()
          && !held.exclusion().forgives(other)) {
        violation(
            "L2",
            held
                + " of "
                + held.exclusion()
                + " was granted before the loss of "
                + other
                + " was told, which was not held any more since "
                + Trace.time(other.notHeldSince()).trim()
                + " s");
      }
    }
  }

  private void heard(Held held, LeaseEnd end) {
    held.heard(end);
    if (held.timesHeard() > 1) {
      violation("L5", held + " of " + held.exclusion() + " ended more than once: " + end.cause());
    }
    if (held.lease().isHeld()) {
      violation("L5", held + " of " + held.exclusion() + " has ended and is held");
    }
    if (end.cause().isLoss() != held.isLossTold()) {
      violation(
          "L5",
          held
              + " of "
              + held.exclusion()
              + " ended by "
              + end.cause()
              + ", but lost() says otherwise");
    }
    if (held.wasLost()) {
      tally.losses++;
    }
    if (!held.wasNotHeld()) {
      held.notHeld(world.now(), false);
    }
    live.remove(held);
  }

  @Override
  public void timeMoved() {
    look(true);
  }

  @Override
  public void eventHappened() {
    look(false);
  }

  private void look(boolean byClock) {
    looks++;
    for (int i = 0; i < live.size(); i++) {
      Held held = live.get(i);
      if (!held.machine().isAlive()) {
        live.remove(i--);
      } else if (held.lease().isHeld()) {
        stillHeld(held);
      } else if (!held.wasNotHeld()) {
        held.notHeld(world.now(), byClock);
      }
    }
  }

  private void stillHeld(Held held) {
    Exclusion exclusion = held.exclusion();
    if (held.wasNotHeld()) {
      violation(
          "L4",
          held
              + " of "
              + exclusion
              + " is held again, though it was not at "
              + Trace.time(held.notHeldSince()).trim()
              + " s");
      live.remove(held);
      return;
    }
    checkAlone(held);
    checkRecord(held);
  }

  /** M1, E1, N1. */
  private void checkAlone(Held held) {
    Exclusion exclusion = held.exclusion();
    Held other = exclusion.isExclusive() ? exclusion.alsoHeldBy(held, looks) : null;
    if (other == null || exclusion.forgives(other) || exclusion.forgives(held)) {
      return;
    }
    boolean oneTerm =
        other.lease().token() == held.lease().token() && other.machine() == held.machine();
    if (!oneTerm) {
      violation(exclusion.rule(), exclusion + " is held by two: " + other + " and " + held);
      live.remove(other);
    }
  }

  /**
   * L1: whoever holds has a record that the server promised to keep until now. It is asked again
   * when the time is over that it promised before.
   */
  private void checkRecord(Held held) {
    Exclusion exclusion = held.exclusion();
    Optional<Key> key = exclusion.key();
    if (world.now() < held.recordStandsUntil() || key.isEmpty() || exclusion.forgives(held)) {
      return;
    }
    OptionalLong left = server.left(key.get(), held.lease().token());
    if (left.isEmpty() || left.getAsLong() <= 0) {
      violation(
          "L1",
          held
              + " of "
              + exclusion
              + " is held, and its record "
              + (left.isEmpty() ? "is gone" : "was promised until before"));
      live.remove(held);
      return;
    }
    held.recordStandsUntil(world.now() + left.getAsLong());
  }

  /** The leases of that machine that have not been heard to end. */
  List<Held> unheard(Machine machine) {
    return all.stream()
        .filter(held -> held.machine() == machine && held.timesHeard() == 0)
        .toList();
  }

  /**
   * L6: its record was deleted just now, so that no renewal can succeed any more, unless a late
   * double of its own grant makes it again; 1 % is for clocks that differ.
   */
  void endsWithinItsTtl(LeaseKind kind, String name, Entry record) {
    for (Held held : List.copyOf(live)) {
      if (held.exclusion() == exclusion(kind, name) && held.lease().token() == record.token()) {
        world.after(
            held.lease().ttl().toNanos() / 100 * 101,
            () -> {
              boolean again =
                  server.get(record.key()).filter(e -> e.term().equals(record.term())).isPresent();
              if (!again && held.machine().isAlive() && held.lease().isHeld()) {
                violation(
                    "L6", held + " of " + held.exclusion() + " outlives its record by its TTL");
              }
            });
      }
    }
  }
}

package dev.example.programs;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

public final class Anywhere {
  private static final ElectionOptions JOBS = ElectionOptions.of("jobs").keepHeartbeat();

  public static void main(String[] args) {
    // Nothing here says which backend: LOCKSTEP_URL does, or the argument.
    try (Kit ann = args.length > 0 ? Lockstep.connect(args[0]) : Lockstep.connect();
        Kit bob = args.length > 0 ? Lockstep.connect(args[0]) : Lockstep.connect()) {
      locks(ann, bob);
      elects(ann, bob);
      numbers(ann, bob);
      identifies(ann, bob);
    }
  }

  private static void locks(Kit ann, Kit bob) {
    Lease held = ann.mutex("stock/4711").lock();
    System.out.println("bob gets the lock meanwhile: " + bob.mutex("stock/4711").tryLock());
    LockOptions patient = LockOptions.defaults().retryInterval(Duration.ofMinutes(1));
    CompletableFuture<Lease> waiting = bob.mutex("stock/4711").with(patient).lockAsync();
    held.release(); // which wakes whoever waits, on every backend
    try (Lease next = waiting.join()) {
      boolean rises = next.token() > held.token();
      System.out.println("bob is next, and a store that compares tokens knows: " + rises);
    }
    ann.mutexDo("stock/4711", lease -> System.out.println("ann is inside: " + lease.isHeld()));
  }

  private static void elects(Kit ann, Kit bob) {
    try (Election first = ann.enableElection(JOBS)) {
      long token = first.await().token();
      Election second = bob.enableElection(JOBS);
      System.out.println("alive: " + first.members().aliveNodes().size());
      first.resign();
      boolean later = second.await().token() > token;
      System.out.println("bob leads after ann has resigned, by a greater token: " + later);
      System.out.println("ann sees that bob leads: " + second.leader().equals(first.leader()));
    }
  }

  private static void numbers(Kit ann, Kit bob) {
    try (NumberLease one = ann.allocateNumber("shards", 2);
        NumberLease other = bob.allocateNumber("shards", 2)) {
      System.out.println("shards taken: " + (one.number() + other.number() + 1) + " of 2");
    }
  }

  private static void identifies(Kit ann, Kit bob) {
    boolean different = ann.nextId() != bob.nextId();
    System.out.println("identifiers differ: " + different);
  }
}

package dev.example.programs;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.memory.MemoryBackend;
import java.time.Duration;

public final class TakeOver {
  public static void main(String[] args) {
    ElectionOptions options =
        ElectionOptions.of("invoices").unhealthyTime(Duration.ofSeconds(2)); // the TTL of a term
    try (Kit ann = Lockstep.connect("memory:election?node-key=ann");
        Kit bob = Lockstep.connect("memory:election?node-key=bob")) {
      Election first = ann.enableElection(options);
      Election second = bob.enableElection(options);
      long token = first.term().orElseThrow().token();
      System.out.println("ann leads: " + first.isLeader() + ", bob leads: " + second.isLeader());
      System.out.println("bob asks who leads: " + second.leader().map(Holder::nodeKey));

      MemoryBackend.node(ann).orElseThrow().crash(); // as kill -9 does
      Lease term = second.await();
      System.out.println("ann is dead, and bob leads: " + term.isHeld());
      System.out.println("by a greater token: " + (term.token() > token));
    }
  }
}

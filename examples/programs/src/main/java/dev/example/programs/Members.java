package dev.example.programs;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import dev.lockstep.Membership;
import java.util.concurrent.CompletableFuture;

public final class Members {
  private static final ElectionOptions OPTIONS = ElectionOptions.of("printers").keepHeartbeat();

  public static void main(String[] args) {
    try (Kit ann = Lockstep.connect("memory:printers?node-key=ann");
        Election first = ann.enableElection(OPTIONS)) {
      Membership members = first.members();
      CompletableFuture<String> departed = new CompletableFuture<>();
      try (Kit bob = Lockstep.connect("memory:printers?node-key=bob")) {
        bob.enableElection(OPTIONS);
        System.out.println("alive: " + members.aliveNodes());
        members.onMember(
            member -> {
              if (!member.joined()) {
                departed.complete(member.nodeKey());
              }
            });
      } // bob's kit is closed: it takes its heartbeat along
      System.out.println("departed: " + departed.join());
      System.out.println("alive: " + members.aliveNodes() + ", bob: " + members.isAlive("bob"));
    }
  }
}

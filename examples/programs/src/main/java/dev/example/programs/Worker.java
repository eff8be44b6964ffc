package dev.example.programs;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;

public final class Worker {
  public static void main(String[] args) {
    String url = args.length > 0 ? args[0] : "memory:work";
    try (Kit kit = Lockstep.connect(url);
        NumberLease worker = kit.allocateNumber("workers", 64);
        Election election = kit.enableElection(ElectionOptions.of("invoices"))) {
      System.out.println("this worker has number " + worker.number());
      Lease term = election.await(); // until this node leads
      System.out.println("it leads by token " + term.token());
      for (int sent = 0; sent < 2 && term.isHeld(); sent++) { // isHeld: arithmetic, no question
        System.out.println("sends invoice " + kit.nextId());
      }
    }
  }
}

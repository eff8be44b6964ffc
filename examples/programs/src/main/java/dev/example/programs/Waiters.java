package dev.example.programs;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.Lockstep;
import java.util.List;
import java.util.concurrent.CompletableFuture;

public final class Waiters {
  public static void main(String[] args) {
    try (Kit kit = Lockstep.connect("memory:till")) {
      DistributedMutex till = kit.mutex("till");
      Lease mine = till.lock();
      System.out.println("the lock is held by token " + mine.token());
      System.out.println("a try without waiting: " + till.tryLock());
      CompletableFuture<?>[] turns =
          List.of("ann", "bob", "cid").stream()
              .map(name -> till.lockAsync().thenAccept(lease -> pay(name, lease)))
              .toArray(CompletableFuture<?>[]::new);
      mine.release();
      CompletableFuture.allOf(turns).join();
      System.out.println("is it held now? " + till.isLocked());
    }
  }

  private static void pay(String name, Lease lease) {
    try (lease) {
      System.out.println(name + " has it by token " + lease.token());
    }
  }
}

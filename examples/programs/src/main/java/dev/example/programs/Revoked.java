package dev.example.programs;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Metadata;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

public final class Revoked {
  public static void main(String[] args) {
    LockOptions options =
        LockOptions.defaults().ttl(Duration.ofSeconds(3)).metadata(Metadata.of("nightly, room 12"));
    try (Kit worker = Lockstep.connect("memory:office?node-key=worker");
        Kit operator = Lockstep.connect("memory:office?node-key=operator")) {
      Lease lease = worker.mutex("report").with(options).lock();
      CompletableFuture<LeaseEnd> heard = new CompletableFuture<>();
      lease.onEnd(heard::complete); // runs on the listener executor

      Holder holder = operator.inspector().holders(LeaseKind.MUTEX).get(0);
      System.out.println(holder.key() + " is held by " + holder.nodeKey());
      System.out.println("  it says: " + holder.metadata());
      System.out.println("the operator takes it away: " + operator.inspector().revoke(holder));

      LeaseEnd end = heard.join();
      System.out.println("the worker hears: " + end.cause() + ", a loss: " + end.cause().isLoss());
      System.out.println("and holds it: " + lease.isHeld());
    }
  }
}

package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.memory.MemoryBackend;
import java.time.Duration;

public final class FlushedServer {
  public static void main(String[] args) {
    LockOptions brief = LockOptions.defaults().ttl(Duration.ofSeconds(3));
    LockOptions lasting = LockOptions.defaults().ttl(Duration.ofSeconds(60));
    try (Kit kit = Lockstep.connect("memory:flushed")) {
      Lease first = kit.mutex("stock/1").with(brief).lock();
      Lease second = kit.mutex("stock/2").with(lasting).lock();
      MemoryBackend.server("flushed").orElseThrow().reset(); // as FLUSHALL does

      System.out.println("the first to look has lost it: " + endOf(first).cause());
      System.out.println("the other is told at once: " + endOf(second).cause());
      Lease next = kit.mutex("stock/2").with(brief).lock();
      System.out.println("the next token is greater: " + (next.token() > second.token()));
    }
  }

  private static LeaseEnd endOf(Lease lease) {
    return lease.lost().toCompletableFuture().join();
  }
}

package dev.example.programs;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import java.time.Duration;

public final class FirstProgram {
  private static final class Stock {
    private long fence;
    private int pieces = 3;

    /** As SQL: update stock set n = n - 1, fence = ? where id = 4711 and fence <= ? */
    synchronized boolean sellOne(long token) {
      if (token < fence) {
        return false;
      }
      fence = token;
      pieces--;
      return true;
    }
  }

  public static void main(String[] args) {
    Stock stock = new Stock();
    String url = args.length > 0 ? args[0] : "memory:shop"; // or redis://127.0.0.1:6379
    try (Kit kit = Lockstep.connect(url)) {
      DistributedMutex mutex =
          kit.mutex("stock/4711")
              .with(
                  LockOptions.defaults()
                      .ttl(Duration.ofSeconds(10))
                      .maxWait(Duration.ofSeconds(3)));
      try (Lease lease = mutex.lock()) {
        if (!stock.sellOne(lease.token())) {
          throw new IllegalStateException("a later holder has written already");
        }
        lease.release(); // fails if the lock was lost meanwhile: the last word of the section
        System.out.println("sold one, " + stock.pieces + " left");
      } catch (LockNotAcquiredException busy) {
        System.out.println("try again later: " + busy.getMessage());
      }
    }
  }
}

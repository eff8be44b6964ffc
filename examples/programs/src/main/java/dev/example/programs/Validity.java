package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import java.time.Duration;

public final class Validity {
  public static void main(String[] args) {
    show("redis");
    show("consul");
  }

  private static void show(String backend) {
    LockOptions options = LockOptions.defaults().ttl(Duration.ofSeconds(20));
    try (Kit kit = Lockstep.connect("memory:validity-" + backend + "?like=" + backend);
        Lease lease = kit.mutex("report").with(options).lock()) {
      Duration margin = kit.traits().safetyMargin(lease.validity());
      System.out.println("like " + backend + ": the TTL is " + lease.ttl().toMillis() + " ms");
      System.out.println("  one renewal is good for V = " + lease.validity().toMillis() + " ms");
      System.out.println(
          "  the holder gives up "
              + lease.validity().minus(margin).toMillis()
              + " ms after it sent the last one");
    }
  }
}

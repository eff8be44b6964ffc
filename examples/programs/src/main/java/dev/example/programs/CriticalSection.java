package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import java.util.concurrent.locks.Lock;

public final class CriticalSection {
  public static void main(String[] args) {
    try (Kit kit = Lockstep.connect("memory:sections")) {
      kit.mutexDo(
          "report",
          lease -> System.out.println("under the lock, which is held: " + lease.isHeld()));

      boolean ran =
          kit.mutexTryDo(
              "report",
              lease -> {
                boolean inner = kit.mutexTryDo("report", second -> {});
                System.out.println("a second try inside of it ran: " + inner);
              });
      System.out.println("the first one ran: " + ran);

      Lock lock = kit.mutex("report").asLock(); // for code that knows java.util.concurrent
      lock.lock();
      try {
        System.out.println("locked, as others see it: " + kit.mutex("report").isLocked());
      } finally {
        lock.unlock(); // IllegalMonitorStateException if it was lost
      }
      System.out.println("and afterwards: " + kit.mutex("report").isLocked());
    }
  }
}

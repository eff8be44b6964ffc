package dev.example.programs;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.memory.FaultyNode;
import dev.lockstep.memory.MemoryBackend;
import java.time.Duration;

public final class PausedHolder {
  /** A resource that remembers the greatest token, and refuses smaller ones. */
  private static final class Table {
    private long fence;

    synchronized String write(long token) {
      if (token < fence) {
        return "refused";
      }
      fence = token;
      return "accepted";
    }
  }

  public static void main(String[] args) {
    Table table = new Table();
    LockOptions brief = LockOptions.defaults().ttl(Duration.ofMillis(500));
    try (Kit ann = Lockstep.connect("memory:pause?node-key=ann");
        Kit bob = Lockstep.connect("memory:pause?node-key=bob")) {
      Lease first = ann.mutex("stock").with(brief).lock();
      System.out.println("ann holds the lock by token " + first.token());

      FaultyNode machine = MemoryBackend.node(ann).orElseThrow();
      machine.freeze(); // renews nothing, as in a long garbage collection
      Lease second = bob.mutex("stock").lock(); // when ann's record is gone
      System.out.println("bob holds the lock by token " + second.token());
      System.out.println("bob writes: " + table.write(second.token()));

      machine.thaw();
      System.out.println("ann wakes up, and asks whether she holds it: " + first.isHeld());
      System.out.println("ann writes without asking: " + table.write(first.token()));
      try {
        first.release();
      } catch (AlreadyUnlockedException lost) {
        System.out.println("ann releases: error " + lost.code().number());
      }
      System.out.println("bob still holds it: " + second.isHeld());
    }
  }
}

package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Metadata;
import dev.lockstep.SnowflakeId;
import dev.lockstep.memory.MemoryBackend;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.util.List;

/** What calls of an open kit can fail with. */
final class WrongCalls {
  private WrongCalls() {}

  /** What is done with a kit. */
  @FunctionalInterface
  private interface Use {
    void of(Kit kit) throws Exception;
  }

  static List<Situation> all() {
    return List.of(
        on("an empty name", kit -> kit.mutex("")),
        on("a name that is too long", kit -> kit.mutex("x".repeat(513))),
        on("a name that is no text", kit -> kit.mutex("x\ud800")),
        on("an empty namespace", kit -> KitOptions.of("memory:shop").namespace("")),
        on("a namespace that is no text", kit -> KitOptions.of("x").namespace("shop\udc00")),
        on("a negative TTL", kit -> LockOptions.defaults().ttl(Duration.ofSeconds(-1))),
        on("too much metadata", kit -> Metadata.of("x".repeat(4097))),
        on("renewing a fixed lease", kit -> lock(kit, LockOptions.defaults().fixed()).renew()),
        on("an election joined twice", WrongCalls::joinTwice),
        on("members without heartbeats", kit -> join(kit).members()),
        on("a pool without numbers", kit -> kit.allocateNumber("shards", 0)),
        on("a text that is no identifier", kit -> SnowflakeId.parse("0042")),
        on("a lock that is not free in time", WrongCalls::waitInVain),
        on("a lease released twice", WrongCalls::releaseTwice),
        on("a lease released after its loss", kit -> lost(kit).release()),
        on("an election that was not joined", kit -> kit.election("invoices")),
        on("no number left", WrongCalls::allocateTooMany),
        on("a lease that is lost", kit -> lost(kit).requireHeld()),
        on("a lease that is lost under `mutexDo`", WrongCalls::loseUnderAction),
        on("a kit that is closed", WrongCalls::useClosed),
        on("an interrupted wait", WrongCalls::interrupt),
        on("a backend that stopped answering", WrongCalls::askNobody),
        on("no default kit", kit -> Lockstep.defaultKit()),
        on("a backup nobody announced", kit -> RestoredBackup.lockTwice()),
        on("a wall clock before 2007", WrongCalls::issueInThePast));
  }

  private static Situation on(String name, Use use) {
    return new Situation(
        name,
        () -> {
          try (Kit kit = Lockstep.connect("memory:shop")) {
            use.of(kit);
          }
        });
  }

  private static Lease lock(Kit kit, LockOptions options) {
    return kit.mutex("stock").with(options).lock();
  }

  private static Election join(Kit kit) {
    return kit.enableElection(ElectionOptions.of("invoices"));
  }

  private static void joinTwice(Kit kit) {
    join(kit);
    join(kit);
  }

  private static void waitInVain(Kit kit) {
    lock(kit, LockOptions.defaults());
    lock(kit, LockOptions.defaults().maxWait(Duration.ofMillis(250)));
  }

  private static void releaseTwice(Kit kit) {
    Lease lease = lock(kit, LockOptions.defaults());
    lease.release();
    lease.release();
  }

  private static Lease lost(Kit kit) {
    Lease lease = lock(kit, LockOptions.defaults().ttl(Duration.ofMillis(100)).fixed());
    lease.lost().toCompletableFuture().join();
    return lease;
  }

  private static void allocateTooMany(Kit kit) {
    for (int i = 0; i <= 3; i++) {
      kit.allocateNumber("shards", 3);
    }
  }

  private static void loseUnderAction(Kit kit) throws Exception {
    kit.mutexDo(
        "stock",
        LockOptions.defaults().maxHold(Duration.ofMillis(100)),
        lease -> lease.lost().toCompletableFuture().join());
  }

  private static void useClosed(Kit kit) {
    kit.close();
    kit.mutex("stock").lock();
  }

  private static void interrupt(Kit kit) {
    lock(kit, LockOptions.defaults());
    Thread.currentThread().interrupt();
    try {
      lock(kit, LockOptions.defaults());
    } finally {
      boolean cleared = Thread.interrupted();
      assertThat(cleared).as("the flag of the interrupt").isTrue();
    }
  }

  private static void askNobody(Kit kit) {
    var node = MemoryBackend.node(kit).orElseThrow();
    kit.mutex("other").lock(); // so that a session is there
    node.disconnect();
    try {
      kit.mutex("stock").tryLock();
    } finally {
      node.reconnect();
    }
  }

  private static void issueInThePast(Kit kit) {
    Ticker system = Ticker.system();
    Ticker wrong =
        new Ticker() {
          @Override
          public long nanos() {
            return system.nanos();
          }

          @Override
          public long wallMillis() {
            return 0;
          }
        };
    try (Kit late = Lockstep.kit(kit, wrong)) {
      late.nextId();
    }
  }
}

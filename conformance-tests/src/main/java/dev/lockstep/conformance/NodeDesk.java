package dev.lockstep.conformance;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Does what a line says on a kit, and answers in a line: {@code lock KEY OPTIONS}, {@code tryLock
 * KEY OPTIONS}, {@code release KEY}, {@code held KEY}, {@code isLocked KEY}, {@code contend KEY
 * OPTIONS COUNT FILE}, and what {@link ElectionDesk}, {@link NumberDesk} and {@link IdentifierDesk}
 * know. Stamps are those of {@link System#nanoTime()}. Thread-safe; blocks as the call does.
 */
public final class NodeDesk {
  private final Kit kit;
  private final Map<String, Lease> leases = new ConcurrentHashMap<>();

  private final ElectionDesk elections;
  private final NumberDesk numbers;
  private final IdentifierDesk identifiers;

  /** A desk before that kit. */
  public NodeDesk(Kit kit) {
    this.kit = kit;
    this.elections = new ElectionDesk(kit);
    this.numbers = new NumberDesk(kit);
    this.identifiers = new IdentifierDesk(kit);
  }

  /** Does what the line says, and answers. */
  public String answer(String line) {
    String[] words = line.split(" ", -1);
    try {
      return switch (words[0]) {
        case "lock" -> lock(words[1], words[2]);
        case "tryLock" -> tryLock(words[1], words[2]);
        case "release" -> release(words[1]);
        case "held" -> held(words[1]);
        case "isLocked" -> "locked " + kit.mutex(words[1]).isLocked();
        case "contend" ->
            new Contender(mutex(words[1], words[2]), Path.of(words[4]))
                .contend(Integer.parseInt(words[3]));
        default -> elsewhere(words);
      };
    } catch (LockstepException failed) {
      return "failed " + failed.code().number() + " " + oneLine(failed);
    } catch (IOException | RuntimeException failed) {
      return "failed 0 " + oneLine(failed);
    }
  }

  private String elsewhere(String[] words) {
    if (ElectionDesk.COMMANDS.contains(words[0])) {
      return elections.answer(words);
    }
    if (NumberDesk.COMMANDS.contains(words[0])) {
      return numbers.answer(words);
    }
    if (IdentifierDesk.COMMANDS.contains(words[0])) {
      return identifiers.answer(words);
    }
    return "failed 0 no such command: " + words[0];
  }

  private String lock(String key, String options) {
    long asked = System.nanoTime();
    return granted(key, mutex(key, options).lock(), asked);
  }

  private String tryLock(String key, String options) {
    long asked = System.nanoTime();
    Optional<Lease> lease = mutex(key, options).tryLock();
    return lease.isPresent() ? granted(key, lease.get(), asked) : "taken";
  }

  private String granted(String key, Lease lease, long asked) {
    long got = System.nanoTime();
    leases.put(key, lease);
    return "granted "
        + lease.token()
        + " "
        + lease.ttl().toMillis()
        + " "
        + lease.validity().toMillis()
        + " "
        + asked
        + " "
        + got;
  }

  private String release(String key) {
    long began = System.nanoTime();
    lease(key).release();
    return "released " + began + " " + System.nanoTime();
  }

  private String held(String key) {
    boolean held = lease(key).isHeld();
    return "held " + held + " " + System.nanoTime() + " " + lease(key).token();
  }

  private Lease lease(String key) {
    Lease lease = leases.get(key);
    if (lease == null) {
      throw new IllegalArgumentException("this node never had " + key);
    }
    return lease;
  }

  private DistributedMutex mutex(String key, String options) {
    return kit.mutex(key).with(OptionText.read(options));
  }

  private static String oneLine(Exception failed) {
    return (failed.getClass().getSimpleName() + ": " + failed.getMessage()).replace('\n', ' ');
  }
}

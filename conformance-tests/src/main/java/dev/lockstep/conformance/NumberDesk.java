package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.NumberLease;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of {@link NodeDesk} for numbers: {@code allocate POOL MAX}, {@code number POOL}, {@code
 * raise POOL MARK}, {@code giveBack POOL}, {@code takeNumbers POOL MAX COUNT}. A node remembers the
 * last number that it got of each pool. Thread-safe.
 */
final class NumberDesk {
  static final Set<String> COMMANDS =
      Set.of("allocate", "number", "raise", "giveBack", "takeNumbers");

  private final Kit kit;
  private final Map<String, NumberLease> leases = new ConcurrentHashMap<>();

  NumberDesk(Kit kit) {
    this.kit = kit;
  }

  String answer(String[] words) {
    return switch (words[0]) {
      case "allocate" -> allocate(words[1], Integer.parseInt(words[2]));
      case "number" -> described(lease(words[1]));
      case "raise" -> raise(lease(words[1]), Long.parseLong(words[2]));
      case "giveBack" -> giveBack(lease(words[1]));
      case "takeNumbers" ->
          "took "
              + new NumberContender(kit, words[1], Integer.parseInt(words[2]))
                  .contend(Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String allocate(String pool, int max) {
    NumberLease lease = kit.allocateNumber(pool, max);
    leases.put(pool, lease);
    return described(lease);
  }

  private static String described(NumberLease lease) {
    return "number "
        + lease.number()
        + " "
        + lease.token()
        + " "
        + lease.mark()
        + " "
        + lease.ttl().toMillis()
        + " "
        + lease.isHeld();
  }

  private static String raise(NumberLease lease, long mark) {
    Eventually.answer(ConformanceBase.SOON, "the mark", lease.raiseMark(mark));
    return described(lease);
  }

  private static String giveBack(NumberLease lease) {
    lease.release();
    return described(lease);
  }

  private NumberLease lease(String pool) {
    NumberLease lease = leases.get(pool);
    if (lease == null) {
      throw new IllegalArgumentException("this node never had a number of " + pool);
    }
    return lease;
  }
}

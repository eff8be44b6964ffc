package dev.lockstep.conformance.transcript;

import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Metadata;
import dev.lockstep.SnowflakeId;
import java.time.Duration;
import java.util.function.Consumer;

/** What cannot be meant, each to be refused as an invalid option. */
enum Wrong {
  EMPTY_KEY(kit -> kit.mutex("")),
  KEY_TOO_LONG(kit -> kit.mutex("k".repeat(513))),
  KEY_TOO_LONG_IN_UTF_8(kit -> kit.mutex("\u0436".repeat(257))),
  KEY_WITH_LONE_SURROGATE(kit -> kit.mutex("k\ud800")),
  TTL_OF_ZERO(kit -> LockOptions.defaults().ttl(Duration.ZERO)),
  NEGATIVE_WAIT(kit -> LockOptions.defaults().maxWait(Duration.ofMillis(-1))),
  RETRY_OF_ZERO(kit -> LockOptions.defaults().retryInterval(Duration.ZERO)),
  MIN_HOLD_OF_ZERO(kit -> LockOptions.defaults().minHold(Duration.ZERO)),
  NEGATIVE_MAX_HOLD(kit -> LockOptions.defaults().maxHold(Duration.ofSeconds(-1))),
  EMPTY_IDENTITY(kit -> LockOptions.defaults().reentrant("")),
  METADATA_TOO_LONG(kit -> Metadata.of("m".repeat(4097))),
  EMPTY_DOMAIN(kit -> kit.enableElection(ElectionOptions.of(""))),
  DOMAIN_WITH_LONE_SURROGATE(kit -> kit.enableElection(ElectionOptions.of("\udc00"))),
  EMPTY_NODE_KEY(kit -> ElectionOptions.of("d").nodeKey("")),
  UNHEALTHY_TIME_OF_ZERO(kit -> ElectionOptions.of("d").unhealthyTime(Duration.ZERO)),
  EMPTY_POOL(kit -> kit.allocateNumber("", 3)),
  POOL_OF_NONE(kit -> kit.allocateNumber("pool", 0)),
  POOL_OF_LESS(kit -> kit.allocateNumber("pool", -1)),
  POOL_OF_IDENTIFIERS(kit -> kit.allocateNumber(Kit.MACHINE_NUMBERS, 3)),
  EMPTY_NAMESPACE(kit -> KitOptions.of("nowhere://host").namespace("")),
  NO_ID_NUMBERS(kit -> KitOptions.of("nowhere://host").idNumbers(0)),
  UNKNOWN_BACKEND(kit -> Lockstep.connect("nowhere://host")),
  NEGATIVE_ID(kit -> new SnowflakeId(-1));

  @SuppressWarnings("ImmutableEnumChecker") // Deeds keep nothing.
  private final Consumer<Kit> deed;

  Wrong(Consumer<Kit> deed) {
    this.deed = deed;
  }

  void commit(Kit kit) {
    deed.accept(kit);
  }
}

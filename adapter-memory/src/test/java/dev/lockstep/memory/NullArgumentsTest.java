package dev.lockstep.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Inspector;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Membership;
import dev.lockstep.Metadata;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.util.concurrent.locks.Lock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must not be null is refused by its name, before anything happens. */
@SuppressWarnings("NullAway") // It is what is tested.
class NullArgumentsTest {
  private final Kit kit = Lockstep.connect("memory:nulls");

  @AfterEach
  void close() {
    kit.close();
  }

  private static void refused(String parameter, ThrowingCallable call) {
    assertThatThrownBy(call)
        .as("null as %s", parameter)
        .isExactlyInstanceOf(NullPointerException.class)
        .hasMessage(parameter);
  }

  @Test
  void ofAKit() {
    LockOptions options = LockOptions.defaults();
    refused("key", () -> kit.mutex(null));
    refused("key", () -> kit.mutexDo(null, lease -> {}));
    refused("options", () -> kit.mutexDo("a", null, lease -> {}));
    refused("action", () -> kit.mutexDo("a", null));
    refused("action", () -> kit.mutexDo("a", options, null));
    refused("key", () -> kit.mutexTryDo(null, lease -> {}));
    refused("options", () -> kit.mutexTryDo("a", null, lease -> {}));
    refused("action", () -> kit.mutexTryDo("a", null));
    refused("action", () -> kit.mutexTryDo("a", options, null));
    refused("pool", () -> kit.allocateNumber(null, 3));
    refused("pool", () -> kit.allocateNumberAsync(null, 3));
    refused("options", () -> kit.enableElection(null));
    refused("isolationKey", () -> kit.election(null));
    refused("type", () -> kit.unwrap(null));
    assertThat(kit.mutex("a").isLocked()).as("locked by a call that was refused").isFalse();
    assertThat(kit.held()).isEmpty();
  }

  @Test
  void ofAMutexAndItsLease() {
    DistributedMutex mutex = kit.mutex("a");
    refused("options", () -> mutex.with(null));
    Lock view = mutex.asLock();
    refused("unit", () -> view.tryLock(1, null));
    try (Lease lease = mutex.lock()) {
      refused("listener", () -> lease.onEnd(null));
    }
  }

  @Test
  void ofAnElection() {
    Election election = kit.enableElection(ElectionOptions.of("a").keepHeartbeat());
    refused("handler", () -> election.onLeaderChanged(null));
    refused("observer", () -> election.observeLeader(null));
    Membership members = election.members();
    refused("nodeKey", () -> members.isAlive(null));
    refused("listener", () -> members.onMember(null));
  }

  @Test
  void ofTheInspector() {
    Inspector inspector = kit.inspector();
    refused("kind", () -> inspector.holders(null));
    refused("holder", () -> inspector.revoke(null));
  }

  @Test
  void ofOptions() {
    LockOptions lock = LockOptions.defaults();
    refused("ttl", () -> lock.ttl(null));
    refused("maxWait", () -> lock.maxWait(null));
    refused("retryInterval", () -> lock.retryInterval(null));
    refused("minHold", () -> lock.minHold(null));
    refused("maxHold", () -> lock.maxHold(null));
    refused("identity", () -> lock.reentrant(null));
    refused("metadata", () -> lock.metadata(null));
    ElectionOptions election = ElectionOptions.of("a");
    refused("isolation key", () -> ElectionOptions.of(null));
    refused("node key", () -> election.nodeKey(null));
    refused("unhealthyTime", () -> election.unhealthyTime(null));
    refused("timeout", () -> election.timeout(null));
    refused("mayLead", () -> election.canElect(null));
    refused("metadata", () -> election.metadata(null));
    KitOptions options = KitOptions.of("memory:");
    refused("url", () -> KitOptions.of(null));
    refused("namespace", () -> options.namespace(null));
    refused("node key", () -> options.nodeKey(null));
    refused("operationTimeout", () -> options.operationTimeout(null));
    refused("connectTimeout", () -> options.connectTimeout(null));
    refused("options", () -> options.lockDefaults(null));
    refused("executor", () -> options.listenerExecutor(null));
    refused("observer", () -> options.observer(null));
    refused("name", () -> options.setting(null, "a"));
    refused("value", () -> options.setting("a", null));
  }

  @Test
  void ofTheEntryPoint() {
    KitOptions options = KitOptions.of("memory:");
    refused("url", () -> Lockstep.connect((String) null));
    refused("options", () -> Lockstep.connect((KitOptions) null));
    refused("options", () -> Lockstep.connect(null, new MemoryProvider()));
    refused("adapter", () -> Lockstep.connect(options, null));
    refused("atomic", () -> Lockstep.kit(null));
    refused("atomic", () -> Lockstep.kit(null, Ticker.system()));
    refused("clocks", () -> Lockstep.kit(kit, null));
    refused("kit", () -> Lockstep.setDefaultKit(null));
    refused("atomic", () -> Lockstep.initDefaultKit(null));
  }

  @Test
  void ofValues() {
    refused("text", () -> Metadata.of((String) null));
    refused("bytes", () -> Metadata.of((byte[]) null));
    refused("text", () -> SnowflakeId.parse(null));
  }
}

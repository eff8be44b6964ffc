package dev.lockstep.redis;

import static dev.lockstep.port.ClusterContract.LASTING;
import static dev.lockstep.port.ClusterContract.awaitRenewal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Durability;
import dev.lockstep.EndCause;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.LockstepException;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.RedisSentinels;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A primary that sentinels watch: failovers that lose nothing, and one that does. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("sentinels")
@SuppressWarnings("NullAway.Init") // JUnit starts the servers
final class RedisSentinelTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  private static RedisSentinels group;

  @BeforeAll
  static void start() {
    group = RedisSentinels.start();
  }

  @AfterAll
  static void stop() {
    group.close();
  }

  /** Also after a test that failed in the middle of a failover. */
  @BeforeEach
  void whole() {
    group.awaitReplica();
  }

  /** What such a kit was granted, the replica has. */
  private static Kit confirmed() {
    return Lockstep.connect(group.url() + "&wait-replicas=1");
  }

  private static Lease locked(Kit kit, String name, LockOptions options) {
    Lease[] lease = new Lease[1];
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(BackendUnavailableException.class)
        .until(
            () -> {
              lease[0] = kit.mutex(name).with(options).lock();
              return true;
            });
    return lease[0];
  }

  @Test
  void aFailoverIsFollowedByTheSameKits() throws Exception {
    try (Kit one = confirmed();
        Kit two = Lockstep.connect(group.url())) {
      assertThat(one.traits().durability()).isEqualTo(Durability.ASYNC_REPLICATED);
      Lease held = one.mutex("followed").with(LASTING).lock();
      CompletableFuture<Lease> waiting = two.mutex("followed").with(LASTING).lockAsync();
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> !waiting.isDone());
      group.failOver();
      awaitRenewal(held, SOON);
      assertThat(held.isHeld()).isTrue();
      assertThat(waiting).isNotDone();
      held.release();
      Lease next = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(next.token()).isGreaterThan(held.token());
      next.release();
      group.awaitReplica();
    }
  }

  @Test
  void aPrimaryThatStandsStillIsLeftForAnother() {
    try (Kit kit = Lockstep.connect(group.url())) {
      Lease held = kit.mutex("left").with(LASTING).lock();
      // So that the replica has it.
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(held::isHeld);
      RealServer primary = group.primary();
      primary.pause();
      try {
        group.awaitOtherThan(primary);
        awaitRenewal(held, SOON);
      } finally {
        primary.resume();
      }
      group.awaitReplica();
      assertThat(held.isHeld()).isTrue();
      held.release();
    }
  }

  /** The replica was down when it was granted: L6 instead of exclusion, and tokens rise (F1). */
  @Test
  void whatAFailoverLosesIsToldInTimeAndTokensDoNotGoBack() {
    LockOptions options = LockOptions.defaults().ttl(Duration.ofSeconds(6));
    try (Kit one = Lockstep.connect(group.url());
        Kit two = Lockstep.connect(group.url())) {
      Lease before = one.mutex("lost").with(LASTING).lock();
      before.release();
      RealServer primary = group.primary();
      RealServer replica = group.replica();
      replica.kill();
      Lease held = one.mutex("lost").with(options).lock();
      primary.kill();
      try {
        replica.restart();
        Lease next = locked(two, "lost", options);
        assertThat(group.primary()).isSameAs(replica);
        assertThat(next.token()).isGreaterThan(held.token());
        await().atMost(held.ttl().plusSeconds(2)).until(() -> !held.isHeld());
        assertThat(held.lost().toCompletableFuture().join().cause())
            .isIn(EndCause.REVOKED, EndCause.EXPIRED, EndCause.HISTORY_LOST);
        next.release();
      } finally {
        primary.restart();
      }
      group.awaitReplica();
    }
  }

  /** What replicas confirmed is still there when one of them has taken the primary's place. */
  @Test
  void whoWaitsForReplicasIsGrantedNothingWithoutThem() {
    LockOptions once = LASTING.maxWait(Duration.ZERO);
    try (Kit kit = confirmed();
        Kit other = Lockstep.connect(group.url())) {
      Lease held = kit.mutex("confirmed").with(LASTING).lock();
      RealServer primary = group.primary();
      RealServer replica = group.replica();
      replica.kill();
      try {
        assertThatThrownBy(() -> kit.mutex("unconfirmed").with(once).lock())
            .isInstanceOf(BackendUnavailableException.class)
            .hasMessageContaining("only 0 of 1 replicas confirmed it within 500 ms")
            .hasMessageContaining("wait-replicas");
      } finally {
        replica.restart();
      }
      group.awaitReplica();
      awaitRenewal(held, SOON);
      primary.kill();
      try {
        group.awaitOtherThan(primary);
        await()
            .atMost(SOON)
            .ignoreExceptionsInstanceOf(BackendUnavailableException.class)
            .until(() -> other.mutex("confirmed").isLocked());
        assertThat(other.mutex("confirmed").tryLock()).isEmpty();
      } finally {
        primary.restart();
      }
      group.awaitReplica();
      awaitRenewal(held, SOON);
      assertThat(held.isHeld()).isTrue();
    }
  }

  @Test
  void wrongAddressesAreOneClearErrorEach() {
    String sentinels = group.url().replaceFirst("\\?.*", "");
    assertThatThrownBy(() -> Lockstep.connect(sentinels).close())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("?sentinel-master=NAME");
    assertThatThrownBy(() -> Lockstep.connect(sentinels + "?sentinel-master=nobody").close())
        .isInstanceOf(LockstepException.class)
        .hasMessageContaining("nobody");
    String primary = "redis://127.0.0.1:" + group.primary().port();
    assertThatThrownBy(() -> Lockstep.connect(primary + "?sentinel-master=a").close())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("belongs to redis-sentinel://");
    assertThatThrownBy(() -> Lockstep.connect(primary + "?wait-replicas=-1").close())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("wait-replicas is -1");
    assertThatThrownBy(
            () -> Lockstep.connect("redis://127.0.0.1:" + group.replica().port()).close())
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("connect to its primary");
  }
}

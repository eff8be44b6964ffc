package dev.lockstep.redis;

import static dev.lockstep.port.ClusterContract.LASTING;
import static dev.lockstep.port.ClusterContract.awaitRenewal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Durability;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.NumberLease;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.RedisCluster;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A Redis Cluster: the port, and primaries that die or stand still. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("cluster")
@SuppressWarnings("NullAway.Init") // JUnit starts the cluster
final class RedisClusterTest extends RedisPort {
  private static final Duration SOON = Duration.ofSeconds(40);

  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** That of one of the nodes, which knows the others. */
  @Override
  String url() {
    return cluster.url().replaceFirst(",.*", "");
  }

  private static Kit kit(String namespace) {
    return Lockstep.connect(KitOptions.of(cluster.url()).namespace(namespace));
  }

  @Test
  void locksOfAllNodesExcludeAndWakeWhoeverWaitsForThem() throws Exception {
    try (Kit one = kit("all");
        Kit two = kit("all")) {
      assertThat(one.traits().durability()).isEqualTo(Durability.ASYNC_REPLICATED);
      List<Lease> held = new ArrayList<>();
      List<CompletableFuture<Lease>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        held.add(one.mutex("lock" + i).with(LASTING).lock());
        LockOptions patient = LASTING.retryInterval(Duration.ofSeconds(60));
        waiting.add(two.mutex("lock" + i).with(patient).lockAsync());
      }
      Set<NumberLease> numbers = new HashSet<>();
      for (Kit kit : List.of(one, two)) {
        numbers.add(kit.allocateNumber("pool", 2));
      }
      assertThat(numbers).extracting(NumberLease::number).containsExactlyInAnyOrder(0, 1);
      for (int i = 0; i < 100; i++) {
        assertThat(waiting.get(i)).isNotDone();
        held.get(i).release();
        Lease next = waiting.get(i).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(next.token()).isGreaterThan(held.get(i).token());
      }
    }
  }

  /** What was renewed at its replica's place meanwhile is held on (C2). */
  @Test
  void aPrimaryThatDiesIsFollowedByItsReplica() throws Exception {
    try (Kit one = kit("dies");
        Kit two = kit("dies")) {
      Lease held = one.mutex("a").with(LASTING).lock();
      CompletableFuture<Lease> waiting = two.mutex("a").with(LASTING).lockAsync();
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> !waiting.isDone());
      RealServer primary = cluster.primaryOf("{dies:*mutex/*");
      primary.kill();
      try {
        awaitRenewal(held, SOON);
        assertThat(held.isHeld()).isTrue();
        assertThat(waiting).isNotDone();
        held.release();
        Lease next = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(next.token()).isGreaterThan(held.token());
        next.release();
      } finally {
        primary.restart();
      }
      cluster.awaitReplicas();
    }
  }

  @Test
  void aPrimaryThatStandsStillIsFollowedByItsReplicaToo() {
    try (Kit kit = kit("still")) {
      Lease held = kit.mutex("a").with(LASTING).lock();
      // So that the replica has it.
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(held::isHeld);
      RealServer primary = cluster.primaryOf("{still:*mutex/*");
      primary.pause();
      try {
        awaitRenewal(held, SOON);
        assertThat(held.isHeld()).isTrue();
      } finally {
        primary.resume();
      }
      cluster.awaitReplicas();
      awaitRenewal(held, SOON);
      held.release();
      assertThat(kit.mutex("a").tryLock()).isPresent();
    }
  }

  @Test
  void eachKindOfServerIsToldFromTheOther() {
    String node = url().replace("redis-cluster", "redis");
    assertThatThrownBy(() -> Lockstep.connect(node).close())
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageEndingWith("is a node of a Redis Cluster; connect by redis-cluster://");
    try (RedisServer alone = Servers.redis().start()) {
      String url = "redis-cluster://" + alone.host() + ":" + alone.port();
      assertThatThrownBy(() -> Lockstep.connect(url).close())
          .isInstanceOf(BackendRefusedException.class)
          .hasMessageContaining("connect by redis://");
    }
  }

  @Test
  void nodesThatAreDownAreOneClearError() {
    assertThatThrownBy(() -> Lockstep.connect("redis-cluster://127.0.0.1:1").close())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage(
            "Redis at 127.0.0.1:1: connecting failed: none of these nodes tells of the cluster;"
                + " check that they run and can be reached from here");
  }

  @Test
  void whatAClusterDoesNotServeIsInvalid() {
    for (String wrong : List.of("/3", "?wait-replicas=1", "?sentinel-master=a")) {
      assertThatThrownBy(() -> Lockstep.connect("redis-cluster://127.0.0.1:1" + wrong).close())
          .isInstanceOf(InvalidOptionException.class);
    }
  }
}

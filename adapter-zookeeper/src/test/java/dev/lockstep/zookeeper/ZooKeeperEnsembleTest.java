package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.port.ClusterContract;
import dev.lockstep.servers.Cluster;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.ZooKeeperEnsemble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ensemble")
final class ZooKeeperEnsembleTest extends ClusterContract {
  @Override
  protected Cluster start() {
    return ZooKeeperEnsemble.start();
  }

  @Override
  protected Duration whileStandingStill() {
    return Duration.ofSeconds(20);
  }

  /** The client alone would wait for two thirds of the TTL before it looked for another member. */
  @Test
  void whileAFollowerStandsStillItsKitsGoOnWithAnother() {
    RealServer leader = cluster().leader();
    Kit other = connected();
    // Clients choose by lot.
    List<Kit> kits = new ArrayList<>();
    try {
      RealServer member = leader;
      Lease held = null;
      while (held == null || member.equals(leader)) {
        Kit kit = connected();
        kits.add(kit);
        List<Long> before = connections();
        held = kit.mutex("kept-" + kits.size()).with(LASTING).lock();
        List<Long> after = connections();
        member =
            IntStream.range(0, after.size())
                .filter(i -> after.get(i) > before.get(i))
                .mapToObj(cluster().members()::get)
                .findFirst()
                .orElseThrow();
      }
      member.pause();
      try {
        awaitRenewal(held, Duration.ofSeconds(12));
        assertThat(held.isHeld()).isTrue();
      } finally {
        member.resume();
      }
      assertThat(other.mutex("kept-" + kits.size()).tryLock()).isEmpty();
    } finally {
      kits.forEach(Kit::close);
      other.close();
    }
  }

  /** Of each member. */
  private List<Long> connections() {
    return cluster().members().stream()
        .map(member -> new Operator(member.port(), "").connections())
        .toList();
  }
}

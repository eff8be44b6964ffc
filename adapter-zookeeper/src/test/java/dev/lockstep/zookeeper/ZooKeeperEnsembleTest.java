package dev.lockstep.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.EndCause;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.RealServer;
import dev.lockstep.servers.ZooKeeperEnsemble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kits on three members, of which one after the other is killed, or stands still. */
@Execution(ExecutionMode.SAME_THREAD)
@SuppressWarnings("NullAway.Init") // JUnit starts the ensemble
final class ZooKeeperEnsembleTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final LockOptions LASTING = LockOptions.defaults().ttl(Duration.ofSeconds(40));

  private static ZooKeeperEnsemble ensemble;

  private final Set<RealServer> down = new HashSet<>();
  private Kit one;
  private Kit two;

  @BeforeAll
  static void start() {
    ensemble = ZooKeeperEnsemble.start();
  }

  @AfterAll
  static void stop() {
    ensemble.close();
  }

  @BeforeEach
  void connect() {
    one = Lockstep.connect(ensemble.url());
    two = Lockstep.connect(ensemble.url());
  }

  @AfterEach
  void end() {
    Set.copyOf(down).forEach(this::restart);
    one.close();
    two.close();
  }

  private void kill(RealServer member) {
    down.add(member);
    member.kill();
  }

  private void restart(RealServer member) {
    member.restart();
    down.remove(member);
  }

  /** The members that are left elect another leader, and need some time for it. */
  private static void awaitRenewal(Lease held) {
    awaitRenewal(held, SOON);
  }

  private static void awaitRenewal(Lease held, Duration bound) {
    await()
        .atMost(bound)
        .ignoreExceptionsInstanceOf(BackendUnavailableException.class)
        .until(
            () -> {
              held.renew();
              return true;
            });
  }

  /** What could not be released at once is released in the background (M4). */
  private static void release(Lease lease) {
    try {
      lease.release();
    } catch (BackendUnavailableException later) {
      assertThat(lease.isHeld()).isFalse();
    }
  }

  @Test
  void aHeldLockStaysExclusiveThroughTheDeathOfOneLeaderAfterTheOther() throws Exception {
    for (int i = 0; i < 2; i++) {
      Lease held = one.mutex("held").with(LASTING).lock();
      CompletableFuture<Lease> waiting = two.mutex("held").with(LASTING).lockAsync();
      // Who was told "held" once waits through what follows (M3).
      await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> !waiting.isDone());
      RealServer leader = ensemble.leader();
      kill(leader);
      awaitRenewal(held);
      assertThat(ensemble.leader()).isNotSameAs(leader);
      assertThat(held.isHeld()).isTrue();
      assertThat(waiting).isNotDone();
      release(held);
      Lease next = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(next.token()).isGreaterThan(held.token());
      release(next);
      restart(leader);
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(BackendUnavailableException.class)
          .until(() -> !one.mutex("held").isLocked());
    }
  }

  /** Who contends: nobody is inside with another one, and each token is greater than the last. */
  private static final class Contest {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong greatest = new AtomicLong();
    private final AtomicLong sections = new AtomicLong();

    Void contend(Kit kit) {
      while (!over.get()) {
        try {
          Lease lease = kit.mutex("contended").with(LASTING.maxWait(SOON)).lock();
          enter(lease);
          lease.release();
        } catch (BackendUnavailableException nobodyLeads) {
          assertThat(inside.get()).isBetween(0, 1);
        }
      }
      return null;
    }

    private void enter(Lease lease) {
      assertThat(inside.incrementAndGet()).as("inside at once").isOne();
      assertThat(lease.token()).isGreaterThan(greatest.getAndSet(lease.token()));
      assertThat(lease.isHeld()).isTrue();
      sections.incrementAndGet();
      inside.decrementAndGet();
    }

    /** Who contends goes on; what one of them failed with is thrown. */
    void awaitMore(List<Future<Void>> contending) {
      long before = sections.get();
      await()
          .atMost(SOON)
          .until(
              () -> {
                for (Future<Void> each : contending) {
                  if (each.isDone()) {
                    each.get();
                  }
                }
                return sections.get() > before + 10;
              });
    }
  }

  @Test
  void whoContendsIsNeverInsideTogetherThroughChangesOfTheLeaderAndGoesOn() throws Exception {
    Contest contest = new Contest();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> contending = new ArrayList<>();
      for (Kit kit : List.of(one, two, one, two)) {
        contending.add(threads.submit(() -> contest.contend(kit)));
      }
      for (int i = 0; i < 3; i++) {
        contest.awaitMore(contending);
        RealServer leader = ensemble.leader();
        kill(leader);
        contest.awaitMore(contending);
        restart(leader);
      }
      contest.over.set(true);
      for (Future<Void> each : contending) {
        each.get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void withoutMostMembersNothingIsGrantedAndHoldersKnowInTimeAndTheSameKitsGoOn() {
    Lease held =
        one.mutex("majority").with(LockOptions.defaults().ttl(Duration.ofSeconds(3))).lock();
    List<RealServer> most = ensemble.members().subList(0, 2);
    most.forEach(this::kill);
    await().atMost(Duration.ofSeconds(4)).until(() -> !held.isHeld());
    assertThat(held.lost().toCompletableFuture().join().cause()).isEqualTo(EndCause.EXPIRED);
    assertThatThrownBy(() -> two.mutex("majority").tryLock())
        .isInstanceOf(BackendUnavailableException.class);
    most.forEach(this::restart);
    for (Kit kit : List.of(two, one)) {
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(BackendUnavailableException.class)
          .until(
              () -> {
                Lease next = kit.mutex("majority").with(LASTING.maxWait(SOON)).lock();
                assertThat(next.token()).isGreaterThan(held.token());
                release(next);
                return true;
              });
    }
  }

  /**
   * For longer than the TTL: a leader that wakes up and does not know that it was replaced must not
   * end what was renewed at its successor.
   */
  @Test
  void aLeaderThatStoodStillEndsNothingThatWasRenewedMeanwhile() {
    Duration ttl = Duration.ofSeconds(20);
    Lease held = one.mutex("still").with(LockOptions.defaults().ttl(ttl)).lock();
    RealServer leader = ensemble.leader();
    leader.pause();
    try {
      await().during(ttl.plusSeconds(1)).atMost(SOON).until(held::isHeld);
      assertThat(ensemble.leader()).isNotSameAs(leader);
    } finally {
      leader.resume();
    }
    await().during(Duration.ofSeconds(2)).atMost(SOON).until(held::isHeld);
    awaitRenewal(held);
    assertThat(two.mutex("still").tryLock()).isEmpty();
    release(held);
  }

  /** The client alone would wait for two thirds of the TTL before it looked for another member. */
  @Test
  void whileAFollowerStandsStillItsKitsGoOnWithAnother() {
    RealServer leader = ensemble.leader();
    // Clients choose by lot.
    List<Kit> kits = new ArrayList<>();
    try {
      RealServer member = leader;
      Lease held = null;
      while (held == null || member.equals(leader)) {
        Kit kit = Lockstep.connect(ensemble.url());
        kits.add(kit);
        List<Long> before = connections();
        held = kit.mutex("kept-" + kits.size()).with(LASTING).lock();
        List<Long> after = connections();
        member =
            IntStream.range(0, after.size())
                .filter(i -> after.get(i) > before.get(i))
                .mapToObj(ensemble.members()::get)
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
      assertThat(two.mutex("kept-" + kits.size()).tryLock()).isEmpty();
    } finally {
      kits.forEach(Kit::close);
    }
  }

  /** Of each member. */
  private static List<Long> connections() {
    return ensemble.members().stream()
        .map(member -> new Operator(member.port(), "").connections())
        .toList();
  }
}

package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E1 and E2: one leader at a time, and a next one in time. */
abstract class ElectionRules extends WaitingRules {
  static final String DOMAIN = "invoices";

  /** Long enough for the others to see that somebody leads. */
  static final Duration TERM = Duration.ofMillis(150);

  /** How soon another leads when the leader gave up. */
  static final Duration TAKEOVER = Duration.ofSeconds(1);

  /** A candidate whose term ends soon if it does not renew. */
  final ElectionOptions briefCandidate(Kit kit) {
    return ElectionOptions.of(DOMAIN).unhealthyTime(shortTtl(kit.traits()));
  }

  /**
   * A candidate that must not lose its term, also on a machine that stands still for a second, or
   * in a JVM that just began: its first renewals load classes.
   */
  final ElectionOptions steadyCandidate(Kit kit) {
    return ElectionOptions.of(DOMAIN).unhealthyTime(shortTtl(kit.traits()).multipliedBy(2));
  }

  /** A candidate whose term ends within no test by itself. */
  static ElectionOptions lastingCandidate() {
    return ElectionOptions.of(DOMAIN).unhealthyTime(LONG);
  }

  final ElectionNode electionNode() {
    return new ElectionNode(bench().node());
  }

  /** The leader resigns, and the other leads, so often; both have seen each term. */
  static void handOver(Election first, Election second, int times) {
    for (int i = 0; i < times; i++) {
      Election leader = leaderOf(first, second);
      Eventually.pass(TERM);
      leader.resign();
      Eventually.within(SOON, "the other leads", (leader == first ? second : first)::isLeader);
    }
  }

  /** Somebody who can be asked who leads, and never does. */
  final Election onlooker() {
    return kit().enableElection(lastingCandidate().canElect(() -> false));
  }

  /** The one that leads, as soon as one does. */
  static Election leaderOf(Election... all) {
    Eventually.within(
        SOON, "one of them leads", () -> Arrays.stream(all).anyMatch(Election::isLeader));
    return Arrays.stream(all).filter(Election::isLeader).findFirst().orElseThrow();
  }

  static void assertLeadsWithin(Duration bound, String what, Election election) {
    Eventually.within(bound.plus(SLACK), what, election::isLeader);
  }

  @Test
  @Rule("E1")
  @DisplayName("E1: candidates in kits and nodes never lead at once, while one of them is killed")
  final void e01_never_do_two_lead_at_once() {
    Duration time = Duration.ofSeconds(5);
    ElectionOptions options = briefCandidate(kit());
    ElectionNode doomed = electionNode();
    doomed.enable(options);
    ElectionNode stable = electionNode();
    stable.enable(options);
    List<CompletableFuture<List<Section>>> reigns = new ArrayList<>();
    reigns.add(stable.reignLater(DOMAIN, time));
    for (int i = 0; i < 2; i++) {
      Regent regent = new Regent(kit().enableElection(options));
      reigns.add(
          CompletableFuture.supplyAsync(
              () -> Section.parseAll(regent.reign(time)), bench().threads()));
    }
    doomed.reignUntilKilled(DOMAIN);
    Eventually.pass(time.dividedBy(4));
    doomed.kill();
    List<Section> sections = new ArrayList<>();
    for (CompletableFuture<List<Section>> reign : reigns) {
      List<Section> own = Eventually.answer(LONG.plus(LONG), "a candidate", reign);
      assertThat(own).as("the terms of one candidate").isNotEmpty();
      sections.addAll(own);
    }
    assertThat(Sections.violations(sections)).isEmpty();
  }

  @Test
  @Rule("E1")
  @DisplayName("E1: isLeader is false and ousted heard before the resignation reaches the backend")
  final void e01_a_leader_that_resigns_is_ousted_before_its_record_goes() {
    MayLead may = new MayLead(true);
    assertToldBeforeTheRecordGoes(may, (kit, leader) -> leader.resign());
    assertToldBeforeTheRecordGoes(may, (kit, leader) -> leader.term().orElseThrow().release());
    assertToldBeforeTheRecordGoes(
        may,
        (kit, leader) -> {
          may.say(false);
          leader.reconsider();
        });
  }

  @Test
  @Rule("E1")
  @DisplayName("E1: the same when the election, or the kit, is closed")
  final void e01_a_leader_that_closes_is_ousted_before_its_record_goes() {
    MayLead may = new MayLead(true);
    assertToldBeforeTheRecordGoes(may, (kit, leader) -> leader.close());
    assertToldBeforeTheRecordGoes(may, (kit, leader) -> kit.close());
  }

  private void assertToldBeforeTheRecordGoes(MayLead may, BiConsumer<Kit, Election> way) {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Election onlooker = onlooker();
    Election leader = kit.enableElection(lastingCandidate().canElect(may));
    assertThat(leader.isLeader()).isTrue();
    Leadership heard = new Leadership();
    leader.onLeaderChanged(heard);
    Eventually.within(SOON, "elected", () -> heard.size() == 1);
    wire.delayRequests(Duration.ofSeconds(1));
    CompletableFuture<Void> gone =
        CompletableFuture.runAsync(() -> way.accept(kit, leader), bench().threads());
    Eventually.within(SOON, "ousted is heard", () -> heard.size() == 2);
    boolean leads = leader.isLeader();
    Optional<Holder> standing = onlooker.leader();
    assertThat(leads).as("it leads when ousted was heard").isFalse();
    assertThat(leader.term()).isEmpty();
    assertThat(standing).as("its record when ousted was heard").isPresent();
    heard.assertAlternates();
    Eventually.answer(SOON, "it gives up", gone);
    wire.heal();
    leader.close();
    Eventually.within(SOON, "nobody leads", () -> onlooker.leader().isEmpty());
  }

  @Test
  @Rule("E2")
  @DisplayName("E2: after a resignation another leads within 1 s, whoever else may not lead")
  final void e02_another_leads_after_a_resignation() {
    onlooker();
    Election[] all = new Election[3];
    for (int i = 0; i < all.length; i++) {
      all[i] = kit().enableElection(lastingCandidate());
    }
    for (int i = 0; i < 8; i++) {
      Election leader = leaderOf(all);
      Eventually.pass(TERM);
      leader.resign();
      assertThat(leader.isLeader()).isFalse();
      assertSomebodyLeadsWithin(
          TAKEOVER, Arrays.stream(all).filter(other -> other != leader).toArray(Election[]::new));
    }
  }

  @Test
  @Rule("E2")
  @DisplayName("E2: after the leader, or its kit, is closed another leads within 1 s")
  final void e02_another_leads_after_a_close() {
    Kit[] kits = {kit(), kit(), kit()};
    Election[] elections = new Election[kits.length];
    for (int i = 0; i < kits.length; i++) {
      elections[i] = kits[i].enableElection(lastingCandidate());
    }
    Election first = leaderOf(elections);
    first.close();
    Election[] left =
        Arrays.stream(elections).filter(other -> other != first).toArray(Election[]::new);
    assertSomebodyLeadsWithin(TAKEOVER, left);
    Election second = leaderOf(left);
    kits[Arrays.asList(elections).indexOf(second)].close();
    assertLeadsWithin(TAKEOVER, "the last one leads", left[left[0] == second ? 1 : 0]);
  }

  private static void assertSomebodyLeadsWithin(Duration bound, Election... all) {
    Eventually.within(
        bound.plus(SLACK),
        "one of them leads",
        () -> Arrays.stream(all).anyMatch(Election::isLeader));
  }

  @Test
  @Rule("E2")
  @DisplayName("E2: after the leader was killed another leads within L7 and 1 s")
  final void e02_another_leads_after_the_leader_was_killed() {
    Kit kit = kit();
    ElectionNode leader = electionNode();
    ElectionOptions options = steadyCandidate(kit);
    assertThat(leader.enable(options)).isTrue();
    Election next = kit.enableElection(options);
    Duration ttl = options.unhealthyTime();
    Eventually.throughout(ttl, "the leader leads", () -> !next.isLeader());
    long killed = leader.kill();
    Duration bound = standing(kit, ttl).plus(TAKEOVER);
    Lease term = Eventually.answer(bound.plus(SLACK), "the next leader", next.awaitAsync());
    assertThat(since(killed)).isLessThan(bound.plus(SLACK));
    assertThat(term.isHeld()).isTrue();
  }
}

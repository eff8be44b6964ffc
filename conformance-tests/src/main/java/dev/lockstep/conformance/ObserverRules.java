package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.EndCause;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.Metadata;
import dev.lockstep.Registration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E8: what others see of a leader. */
abstract class ObserverRules extends CandidateRules {
  @Test
  @Rule("E8")
  @DisplayName("E8: every term has a greater token, which anyone can ask for, with who leads")
  final void e08_anyone_can_ask_who_leads_and_with_which_token() {
    Election onlooker = onlooker();
    assertThat(onlooker.leader()).isEmpty();
    Kit kit = kit();
    Election first =
        kit.enableElection(
            ElectionOptions.of(DOMAIN).nodeKey("first").metadata(Metadata.of("at 1")));
    long token = assertSeen(onlooker, first, 0);
    assertThat(onlooker.leader().orElseThrow().metadata().text()).isEqualTo("at 1");
    Election second = kit().enableElection(briefCandidate(kit).nodeKey("second"));
    first.resign();
    token = assertSeen(onlooker, second, token);
    Kit operator = kit();
    Holder holder = operator.inspector().holders(LeaseKind.LEADER).get(0);
    assertThat(holder.token()).isEqualTo(token);
    Eventually.pass(TERM);
    second.close();
    token = assertSeen(onlooker, first, token);
    assertThat(operator.inspector().revoke(onlooker.leader().orElseThrow())).isTrue();
    Lease lost = first.term().orElse(null);
    if (lost != null && lost.token() == token) {
      assertThat(Eventually.answer(SOON, "the loss", lost.lost()).cause())
          .isEqualTo(EndCause.REVOKED);
    }
    token = assertSeen(onlooker, first, token);
    first.close();
    assertThat(onlooker.leader()).isEmpty();
    ElectionNode node = electionNode();
    node.enable(briefCandidate(kit));
    assertThat(node.leads(DOMAIN).token()).isGreaterThan(token);
    assertThat(onlooker.leader().orElseThrow().token()).isEqualTo(node.leads(DOMAIN).token());
    token = node.leads(DOMAIN).token();
    node.kill();
    assertSeen(onlooker, kit().enableElection(briefCandidate(kit).nodeKey("last")), token);
  }

  /** That one leads now, everybody can see it, and its token is greater. */
  private static long assertSeen(Election onlooker, Election leader, long before) {
    Eventually.within(
        SOON,
        leader.nodeKey() + " leads with a new token",
        () -> leader.term().filter(term -> term.token() > before).isPresent());
    Lease term = leader.term().orElseThrow();
    Holder seen = onlooker.leader().orElseThrow();
    assertThat(seen.nodeKey()).isEqualTo(leader.nodeKey());
    assertThat(seen.key()).isEqualTo(DOMAIN);
    assertThat(seen.kind()).isEqualTo(LeaseKind.LEADER);
    assertThat(seen.token()).isEqualTo(term.token());
    return term.token();
  }

  @Test
  @Rule("E8")
  @DisplayName("E8: observers begin with now, see who leads in the end, and never an older term")
  final void e08_observed_tokens_never_go_back() {
    Wire wire = bench().wire();
    Election onlooker = bench().kit(wire).enableElection(lastingCandidate().canElect(() -> false));
    List<Optional<Holder>> seen = new CopyOnWriteArrayList<>();
    List<Optional<Holder>> late = new CopyOnWriteArrayList<>();
    Registration observing = onlooker.observeLeader(seen::add);
    Eventually.within(SOON, "nobody leads yet", () -> seen.equals(List.of(Optional.empty())));
    Election first = kit().enableElection(ElectionOptions.of(DOMAIN));
    Election second = kit().enableElection(ElectionOptions.of(DOMAIN));
    handOver(first, second, 8);
    assertSeesPresentLeader(seen, onlooker);
    wire.cut();
    handOver(first, second, 3);
    wire.heal();
    assertSeesPresentLeader(seen, onlooker);
    wire.loseHints();
    handOver(first, second, 3);
    long present = onlooker.leader().orElseThrow().token();
    onlooker.observeLeader(late::add);
    Eventually.within(SOON, "the late one is told", () -> !late.isEmpty());
    assertThat(late.get(0).map(Holder::token).orElse(Long.MAX_VALUE))
        .as("the first that the late one is told of")
        .isGreaterThanOrEqualTo(present);
    assertSeesPresentLeader(late, onlooker);
    assertSeesPresentLeader(seen, onlooker);
    wire.heal();
    observing.close();
    int heard = seen.size();
    first.close();
    second.close();
    Eventually.within(SOON, "nobody leads", () -> last(late).isEmpty());
    assertThat(seen).as("what one that was closed saw").hasSize(heard);
    assertNeverBack(seen);
    assertThat(seen.stream().flatMap(Optional::stream)).as("terms").hasSizeGreaterThan(3);
    assertNeverBack(late);
  }

  private static void assertSeesPresentLeader(List<Optional<Holder>> seen, Election onlooker) {
    Eventually.within(
        SOON,
        "the present leader is seen",
        () -> {
          try {
            return !seen.isEmpty() && last(seen).equals(onlooker.leader());
          } catch (BackendUnavailableException notYet) {
            return false;
          }
        });
  }

  private static Optional<Holder> last(List<Optional<Holder>> seen) {
    return seen.get(seen.size() - 1);
  }

  private static void assertNeverBack(List<Optional<Holder>> seen) {
    List<Long> tokens = seen.stream().flatMap(Optional::stream).map(Holder::token).toList();
    assertThat(tokens).as("the tokens that were observed").isSorted().doesNotHaveDuplicates();
  }
}

package dev.lockstep.port;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.refused;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static dev.lockstep.port.Node.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.History;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writes and reads of one record, as the documentation of the port promises them. */
public abstract class LeaseStoreContract extends PortTest {
  private static final Key KEY = mutex("a");
  private final UUID term = UUID.randomUUID();
  private final UUID next = UUID.randomUUID();

  @Test
  final void grantMakesTheRecordIfTheKeyIsFree() {
    Outcome.Done done = done(a.store().grant(KEY, term, body("hello"), a.session()));
    Entry entry = answer(b.store().get(KEY)).orElseThrow();
    assertThat(entry.key()).isEqualTo(KEY);
    assertThat(entry.term()).isEqualTo(term);
    assertThat(entry.body()).isEqualTo(body("hello"));
    assertThat(entry.version()).isEqualTo(done.version());
    assertThat(entry.token()).isEqualTo(done.token()).isPositive();
    entry.left().ifPresent(left -> assertThat(left).isBetween(TINY, ttl));
  }

  @Test
  final void grantOfTheStandingTermIsDoneWithItsToken() {
    Outcome.Done first = done(a.store().grant(KEY, term, body("1"), a.session()));
    Outcome.Done second = done(a.store().grant(KEY, term, body("1"), a.session()));
    assertThat(second).isEqualTo(first);
  }

  @Test
  final void grantOfATakenKeyIsRefusedWithWhatStands() {
    Entry standing = a.take(KEY);
    Outcome.Refused refused = refused(b.store().grant(KEY, term, body("2"), b.session()));
    assertThat(refused.standing().orElseThrow().term()).isEqualTo(standing.term());
    assertThat(refused.standing().orElseThrow().body()).isEqualTo(standing.body());
    assertThat(refused.standing().orElseThrow().token()).isEqualTo(standing.token());
    assertThat(answer(a.store().get(KEY)).orElseThrow().term()).isEqualTo(standing.term());
  }

  @Test
  final void ofManyGrantsAtOnceOneIsDone() {
    List<CompletableFuture<Outcome>> all =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(i -> i % 2 == 0 ? a : b)
            .map(node -> node.store().grant(KEY, UUID.randomUUID(), body(""), node.session()))
            .map(stage -> stage.toCompletableFuture())
            .toList();
    assertThat(all).filteredOn(one -> answer(one) instanceof Outcome.Done).hasSize(1);
    assertThat(all).filteredOn(one -> answer(one) instanceof Outcome.Refused).hasSize(31);
  }

  @Test
  final void tokensRiseOverReleaseHandOverAndEndOfSession() {
    Entry first = a.take(KEY);
    done(a.store().release(KEY, first.term(), first.version()));
    Entry second = b.take(KEY);
    Outcome.Done third =
        done(b.store().regrant(KEY, second.term(), second.version(), term, body(""), b.session()));
    answer(b.store().end(b.session()));
    Entry fourth = a.take(KEY);
    assertThat(List.of(first.token(), second.token(), third.token(), fourth.token()))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  final void versionsOfAKeyNeverRepeat() {
    Entry first = a.take(KEY);
    Outcome.Done second =
        done(a.store().rewrite(KEY, first.term(), first.version(), body("other")));
    done(a.store().release(KEY, first.term(), second.version()));
    Entry third = a.take(KEY);
    assertThat(List.of(first.version(), second.version(), third.version())).doesNotHaveDuplicates();
  }

  @Test
  final void regrantHandsOverWithAGreaterToken() {
    Entry from = a.take(KEY);
    Outcome.Done done =
        done(a.store().regrant(KEY, from.term(), from.version(), next, body("next"), a.session()));
    Entry entry = answer(b.store().get(KEY)).orElseThrow();
    assertThat(entry.term()).isEqualTo(next);
    assertThat(entry.body()).isEqualTo(body("next"));
    assertThat(entry.token()).isEqualTo(done.token()).isGreaterThan(from.token());
    assertThat(entry.version()).isEqualTo(done.version()).isNotEqualTo(from.version());
  }

  @Test
  final void regrantOnceMoreIsDoneWithTheSameToken() {
    Entry from = a.take(KEY);
    Outcome first =
        answer(a.store().regrant(KEY, from.term(), from.version(), next, body(""), a.session()));
    Outcome again =
        answer(a.store().regrant(KEY, from.term(), from.version(), next, body(""), a.session()));
    assertThat(again).isInstanceOf(Outcome.Done.class).isEqualTo(first);
  }

  @Test
  final void regrantIsRefusedUnlessTheTermStandsAtTheVersion() {
    Session session = a.session();
    assertThat(refused(a.store().regrant(KEY, term, 1, next, body(""), session)).standing())
        .isEmpty();
    Entry from = a.take(KEY);
    long version = from.version();
    Outcome.Refused other = refused(a.store().regrant(KEY, term, version, next, body(""), session));
    assertThat(other.standing().map(Entry::term)).contains(from.term());
    done(a.store().rewrite(KEY, from.term(), version, body("moved")));
    Outcome.Refused stale =
        refused(a.store().regrant(KEY, from.term(), version, next, body(""), session));
    assertThat(stale.standing().map(Entry::term)).contains(from.term());
  }

  @Test
  final void rewriteKeepsTermAndToken() {
    Entry entry = a.take(KEY);
    Outcome.Done done = done(a.store().rewrite(KEY, entry.term(), entry.version(), body("new")));
    Entry now = answer(b.store().get(KEY)).orElseThrow();
    assertThat(now.body()).isEqualTo(body("new"));
    assertThat(now.term()).isEqualTo(entry.term());
    assertThat(now.token()).isEqualTo(entry.token()).isEqualTo(done.token());
    assertThat(now.version()).isEqualTo(done.version()).isNotEqualTo(entry.version());
  }

  @Test
  final void rewriteIsRefusedUnlessTheTermStandsAtTheVersion() {
    assertThat(refused(a.store().rewrite(KEY, term, 1, body("new"))).standing()).isEmpty();
    Entry entry = a.take(KEY);
    Outcome.Refused other = refused(a.store().rewrite(KEY, term, entry.version(), body("new")));
    assertThat(other.standing().map(Entry::term)).contains(entry.term());
    done(a.store().rewrite(KEY, entry.term(), entry.version(), body("new")));
    refused(a.store().rewrite(KEY, entry.term(), entry.version(), body("newer")));
    assertThat(answer(a.store().get(KEY)).orElseThrow().body()).isEqualTo(body("new"));
  }

  @Test
  final void releaseDeletesTheRecordOfItsTermOnly() {
    Entry entry = a.take(KEY);
    Outcome.Refused foreign = refused(b.store().release(KEY, term, entry.version()));
    assertThat(foreign.standing().map(Entry::term)).contains(entry.term());
    done(a.store().release(KEY, entry.term(), entry.version()));
    assertThat(answer(b.store().get(KEY))).isEmpty();
  }

  @Test
  final void releaseMayBeRepeatedAndHitsNoSuccessor() {
    Entry entry = a.take(KEY);
    done(a.store().release(KEY, entry.term(), entry.version()));
    assertThat(refused(a.store().release(KEY, entry.term(), entry.version())).standing()).isEmpty();
    Entry successor = b.take(KEY);
    assertThat(refused(a.store().release(KEY, entry.term(), entry.version())).standing())
        .map(Entry::term)
        .contains(successor.term());
  }

  @Test
  final void releaseGoesByTheTermAlthoughTheVersionMoved() {
    Entry entry = a.take(KEY);
    done(a.store().rewrite(KEY, entry.term(), entry.version(), body("moved")));
    done(a.store().release(KEY, entry.term(), entry.version()));
    assertThat(answer(a.store().get(KEY))).isEmpty();
  }

  @Test
  final void namespacesDoNotSeeEachOther() {
    Node elsewhere = Node.on(bench.connect("elsewhere"), ttl);
    a.take(KEY);
    assertThat(answer(elsewhere.store().get(KEY))).isEmpty();
    Entry other = elsewhere.take(KEY);
    answer(elsewhere.store().end(elsewhere.session()));
    assertThat(answer(elsewhere.store().get(KEY))).isEmpty();
    assertThat(answer(a.store().get(KEY)).map(Entry::term))
        .isPresent()
        .isNotEqualTo(Optional.of(other.term()));
    assertThat(answer(elsewhere.store().list("mutex", "", Optional.empty())).entries()).isEmpty();
  }

  @Test
  final void historyIsOneForAllAndTokensStartAboveItsBase() {
    Entry entry = a.take(KEY);
    assertThat(answer(a.store().history())).isEqualTo(answer(b.store().history()));
    assertThat(entry.token()).isGreaterThan(answer(a.store().history()).tokenBase());
    assertThat(alive(a.store().renew(a.session(), List.of(entry))).gone()).isEmpty();
  }

  @Test
  final void aRaisedBaseHoldsForEveryKeyAndEveryStore() {
    Entry before = b.take(KEY);
    Entry handed = b.take(mutex("handed-over"));
    History history = answer(b.store().history());
    long base = Math.max(before.token(), handed.token()) + 1_000_000_000_000L;
    History raised = answer(a.store().raiseBase(base));
    assertThat(raised.id()).isEqualTo(history.id());
    assertThat(raised.tokenBase()).isEqualTo(base);
    assertThat(answer(b.store().history())).isEqualTo(raised);
    for (int i = 0; i < 100; i++) {
      assertThat(b.take(mutex("m" + i)).token()).isGreaterThan(base);
      assertThat(a.take(number("pool" + i, "1")).token()).isGreaterThan(base);
    }
    Outcome.Done next =
        done(
            b.store()
                .regrant(
                    handed.key(), handed.term(), handed.version(), term, body(""), b.session()));
    assertThat(next.token()).isGreaterThan(base);
    Node late = Node.on(bench.connect("here"), ttl);
    assertThat(answer(late.store().history())).isEqualTo(raised);
    assertThat(late.take(mutex("late")).token()).isGreaterThan(base);
    // What was held stays held, by its token of then.
    assertThat(answer(a.store().get(KEY)).map(Entry::token)).contains(before.token());
  }

  @Test
  final void theBaseNeverGoesDown() {
    long base = a.take(KEY).token() + 1_000_000_000_000L;
    answer(a.store().raiseBase(base));
    assertThat(answer(b.store().raiseBase(base - 1_000)).tokenBase()).isEqualTo(base);
    assertThat(b.take(mutex("b")).token()).isGreaterThan(base);
    List<CompletableFuture<History>> all =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> (i % 2 == 0 ? a : b).store().raiseBase(base + i))
            .map(stage -> stage.toCompletableFuture())
            .toList();
    all.forEach(one -> assertThat(answer(one).tokenBase()).isBetween(base, base + 15));
    assertThat(answer(a.store().history()).tokenBase()).isEqualTo(base + 15);
    assertThat(a.take(mutex("c")).token()).isGreaterThan(base + 15);
  }

  @Test
  final void theBaseIsThatOfItsNamespace() {
    Node elsewhere = Node.on(bench.connect("elsewhere"), ttl);
    History before = answer(elsewhere.store().history());
    answer(a.store().raiseBase(a.take(KEY).token() + 1_000_000_000_000L));
    assertThat(answer(elsewhere.store().history())).isEqualTo(before);
  }
}

package dev.lockstep.memory;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.failure;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Registration;
import dev.lockstep.port.Node;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class FaultyNodeTest {
  private static final Key KEY = mutex("a");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualBench bench = new VirtualBench(MemoryProfile.likeRedis());
  private final FaultyNode faulty = bench.node();
  private final Node a = Node.on(faulty.store(), bench.ttl());
  private final Node b = Node.on(bench.connect("here"), bench.ttl());
  private final List<String> events = new ArrayList<>();

  @Test
  void aCrashedNodeSendsNothingAndHearsNothing() {
    answer(faulty.store().watch(KEY, hint -> events.add("hint")));
    faulty.scheduler().schedule(SECOND.toNanos(), () -> events.add("timer"));
    faulty.link().delayReplies(SECOND);
    CompletableFuture<Outcome> inFlight = grant(mutex("in flight"));
    faulty.crash();
    CompletableFuture<Outcome> after = grant(mutex("after"));
    faulty.thaw();
    Entry entry = b.take(KEY);
    answer(b.store().release(KEY, entry.term(), entry.version()));
    bench.pass(SECOND.multipliedBy(2));
    assertThat(events).isEmpty();
    assertThat(inFlight).isNotDone();
    assertThat(after).isNotDone();
    assertThat(stands(mutex("in flight"))).isTrue();
    assertThat(stands(mutex("after"))).isFalse();
    assertThat(bench.server.watches()).isZero();
    bench.pass(bench.ttl());
    assertThat(stands(mutex("in flight"))).isFalse();
  }

  @Test
  void whatACrashedNodeSentBeforeStillArrives() {
    faulty.link().delayRequests(SECOND);
    CompletableFuture<Outcome> grant = grant(KEY);
    faulty.crash();
    bench.pass(SECOND);
    assertThat(stands(KEY)).isTrue();
    assertThat(grant).isNotDone();
  }

  @Test
  void aFrozenNodeWithholdsEverythingUntilItThawsInOrder() {
    answer(faulty.store().watch(KEY, hint -> events.add("hint")));
    faulty.link().delayReplies(SECOND);
    note("reply", grant(mutex("before")));
    faulty.scheduler().schedule(SECOND.multipliedBy(2).toNanos(), () -> events.add("timer"));
    faulty.freeze();
    faulty.freeze();
    faulty.link().delayReplies(Duration.ZERO);
    bench.pass(SECOND);
    bench.pass(SECOND);
    note("asked frozen", grant(mutex("meanwhile")));
    Entry entry = b.take(KEY);
    answer(b.store().release(KEY, entry.term(), entry.version()));
    bench.pass(SECOND);
    assertThat(events).isEmpty();
    assertThat(stands(mutex("before"))).isFalse();
    assertThat(stands(mutex("meanwhile"))).isFalse();
    faulty.thaw();
    assertThat(events).as("thawing happens on the scheduler").isEmpty();
    note("asked thawing", grant(mutex("then")));
    bench.time.settle();
    // What was asked while frozen leaves only now, so its reply is behind the hint that had already come.
    assertThat(events).containsExactly("reply", "timer", "hint", "asked frozen", "asked thawing");
    note("asked thawed", grant(mutex("at last")));
    assertThat(events).endsWith("asked thawed");
  }

  @Test
  void aNodeFrozenAgainWhileItThawsKeepsTheRest() {
    faulty.freeze();
    note("first", grant(mutex("1")));
    note("second", grant(mutex("2")));
    faulty.thaw();
    faulty.freeze();
    bench.time.settle();
    assertThat(events).isEmpty();
    faulty.thaw();
    bench.time.settle();
    assertThat(events).containsExactly("first", "second");
  }

  @Test
  void aNodeThatCrashesFrozenNeverThaws() {
    faulty.freeze();
    CompletableFuture<Outcome> grant = grant(KEY);
    faulty.crash();
    faulty.thaw();
    bench.pass(SECOND);
    assertThat(grant).isNotDone();
    assertThat(stands(KEY)).isFalse();
  }

  @Test
  void aCancelledTimerOfAFrozenNodeDoesNotFire() {
    Scheduler.Timer due = faulty.scheduler().schedule(0, () -> events.add("due"));
    Scheduler.Timer later =
        faulty.scheduler().schedule(SECOND.toNanos(), () -> events.add("later"));
    faulty.freeze();
    bench.time.settle();
    due.cancel();
    later.cancel();
    faulty.thaw();
    bench.pass(SECOND);
    assertThat(events).isEmpty();
    assertThat(bench.time.timers()).isZero();
  }

  @Test
  void aDisconnectedNodeIsToldAfterAWhileThatNobodyKnows() {
    faulty.disconnect(SECOND);
    CompletableFuture<Outcome> grant = grant(KEY);
    CompletionStage<Renewal> renew = faulty.store().renew(a.session(), List.of());
    CompletionStage<Optional<Entry>> get = faulty.store().get(KEY);
    CompletionStage<Void> end = faulty.store().end(a.session());
    bench.pass(SECOND.minusNanos(1));
    assertThat(grant).isNotDone();
    bench.pass(Duration.ofNanos(1));
    assertThat(((Outcome.Unknown) answer(grant)).cause())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("memory:test");
    assertThat(answer(renew)).isInstanceOf(Renewal.Unknown.class);
    assertThat(failure(get)).isInstanceOf(BackendUnavailableException.class);
    assertThat(failure(end)).isInstanceOf(BackendUnavailableException.class);
    assertThat(stands(KEY)).isFalse();
  }

  @Test
  void aDisconnectedNodeMayNeverBeTold() {
    faulty.disconnect();
    CompletableFuture<Outcome> grant = grant(KEY);
    bench.pass(Duration.ofDays(1));
    assertThat(grant).isNotDone();
    faulty.reconnect();
    assertThat(answer(grant(KEY))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aReplyOnTheWayWhenTheLinkIsCutIsLost() {
    faulty.link().delayReplies(SECOND);
    CompletableFuture<Outcome> grant = grant(KEY);
    faulty.disconnect(SECOND);
    bench.pass(SECOND);
    assertThat(grant).isNotDone();
    bench.pass(SECOND);
    assertThat(answer(grant)).isInstanceOf(Outcome.Unknown.class);
    assertThat(stands(KEY)).isTrue();
  }

  @Test
  void whoWatchesIsToldToLookAgainAfterAnOutage() {
    answer(faulty.store().watch(KEY, hint -> events.add(hint.toString())));
    faulty.disconnect();
    Entry entry = b.take(KEY);
    answer(b.store().release(KEY, entry.term(), entry.version()));
    bench.pass(SECOND);
    assertThat(events).isEmpty();
    faulty.reconnect();
    bench.time.settle();
    assertThat(events).containsExactly(Optional.empty().toString());
  }

  @Test
  void aLostReplyLeavesTheWriteApplied() {
    faulty.link().loseNextReply(Question.GRANT);
    assertThat(answer(faulty.store().get(KEY))).isEmpty();
    UUID term = UUID.randomUUID();
    assertThat(answer(faulty.store().grant(KEY, term, body(""), a.session())))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(stands(KEY)).isTrue();
    assertThat(answer(faulty.store().grant(KEY, term, body(""), a.session())))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aLostReplyMayNeverBeAnswered() {
    faulty.link().planNext(Fate.replySwallowed());
    CompletableFuture<Outcome> grant = grant(KEY);
    bench.pass(SECOND);
    assertThat(grant).isNotDone();
    assertThat(stands(KEY)).isTrue();
  }

  @Test
  void aLateWriteIsAppliedAfterNobodyKnew() {
    faulty.link().applyNextLate(SECOND, Question.GRANT, Question.REGRANT);
    assertThat(answer(grant(KEY))).isInstanceOf(Outcome.Unknown.class);
    assertThat(stands(KEY)).isFalse();
    bench.pass(SECOND);
    assertThat(stands(KEY)).isTrue();
  }

  @Test
  void requestsAndRepliesAreDelayedApart() {
    faulty.link().delayRequests(SECOND);
    faulty.link().delayReplies(Duration.ofMillis(500));
    CompletableFuture<Outcome> grant = grant(KEY);
    bench.pass(SECOND.minusNanos(1));
    assertThat(stands(KEY)).isFalse();
    bench.pass(Duration.ofNanos(1));
    assertThat(stands(KEY)).isTrue();
    bench.pass(Duration.ofMillis(500).minusNanos(1));
    assertThat(grant).isNotDone();
    bench.pass(Duration.ofNanos(1));
    assertThat(answer(grant)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void hintsAreLostDoubledAndDelayed() {
    answer(faulty.store().watch(KEY, hint -> events.add("hint")));
    faulty.link().dropHints();
    hinted();
    assertThat(events).isEmpty();
    faulty.link().doubleHints();
    hinted();
    assertThat(events).hasSize(2);
    faulty.link().soundHints();
    faulty.link().delayHints(SECOND);
    hinted();
    assertThat(events).hasSize(2);
    bench.pass(SECOND);
    assertThat(events).hasSize(3);
    faulty.link().soundHints();
    hinted();
    assertThat(events).hasSize(4);
  }

  @Test
  void aWatchThatNobodyHeardOfListensToNothing() {
    faulty.link().loseNextReply(Question.WATCH);
    assertThat(failure(faulty.store().watch(KEY, hint -> events.add("hint"))))
        .isInstanceOf(BackendUnavailableException.class);
    faulty.link().applyNextLate(SECOND, Question.WATCH);
    assertThat(failure(faulty.store().watch(KEY, hint -> events.add("hint"))))
        .isInstanceOf(BackendUnavailableException.class);
    bench.pass(SECOND);
    assertThat(bench.server.watches()).isZero();
    hinted();
    assertThat(events).isEmpty();
  }

  @Test
  void aHintOnItsWayToAClosedWatchIsDropped() {
    Registration watch = answer(faulty.store().watch(KEY, hint -> events.add("hint")));
    faulty.link().delayHints(SECOND);
    hinted();
    watch.close();
    bench.pass(SECOND);
    assertThat(events).isEmpty();
  }

  @Test
  void errorsOfTheStorePassThrough() {
    assertThat(failure(faulty.store().open(Duration.ofMillis(1))))
        .isInstanceOf(IllegalArgumentException.class);
    bench.server.down();
    assertThat(failure(faulty.store().get(KEY))).isInstanceOf(BackendUnavailableException.class);
    assertThat(answer(grant(KEY))).isInstanceOf(Outcome.Unknown.class);
  }

  private CompletableFuture<Outcome> grant(Key key) {
    return faulty
        .store()
        .grant(key, UUID.randomUUID(), body(""), a.session())
        .toCompletableFuture();
  }

  private void note(String event, CompletionStage<Outcome> stage) {
    stage.thenRun(() -> events.add(event));
  }

  private void hinted() {
    Entry entry = b.take(KEY, Session.none());
    answer(b.store().release(KEY, entry.term(), entry.version()));
    bench.time.settle();
  }

  private boolean stands(Key key) {
    return answer(b.store().get(key)).isPresent();
  }
}

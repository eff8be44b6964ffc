package dev.lockstep.nats;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.refused;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.port.Node;
import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that a server would let stand for ever, and a waiter with a clock of his own (H13). */
@SuppressWarnings("NullAway.Init") // JUnit connects before each test
@Execution(ExecutionMode.CONCURRENT)
final class NatsOverdueTest {
  private static final Key KEY = mutex("a");

  /** As long as a record may stand, so that none expires by itself while this is run. */
  private static final Duration TTL = Duration.ofSeconds(60);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong passed = new AtomicLong();
  private NatsServer server;
  private PortConfig config;
  private LeaseStore holders;
  private LeaseStore waiters;
  private Node holder;
  private Session session;

  @BeforeEach
  void connect() {
    server = Servers.nats().start();
    config = PortConfig.of(server.url()).answerWithin(Duration.ofSeconds(10));
    holders = NatsBackend.store(config);
    holder = Node.on(holders, TTL);
    waiters = NatsBackend.store(new OffClock(config, Duration.ZERO, passed::get));
    session = answer(waiters.open(TTL));
  }

  @AfterEach
  void disconnect() {
    waiters.close();
    holders.close();
    server.close();
  }

  private CompletionStage<Outcome> triedAfter(Duration time) {
    passed.addAndGet(time.toNanos());
    return waiters.grant(KEY, UUID.randomUUID(), body(""), session);
  }

  private void itIsTakenOverInTime(Entry standing) {
    refused(triedAfter(Duration.ZERO));
    refused(triedAfter(TTL));
    refused(triedAfter(SECOND));
    refused(triedAfter(Overdue.PATIENCE));
    Outcome.Done done = done(triedAfter(SECOND));
    assertThat(done.token()).isGreaterThan(standing.token());
    assertThat(alive(holders.renew(holder.session(), List.of(standing))).gone())
        .containsExactly(KEY);
    refused(triedAfter(Duration.ZERO));
  }

  @Test
  void aRecordThatNobodyRenewsIsTakenOverAfterItsTime() {
    itIsTakenOverInTime(holder.take(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "never", "1h"})
  void aRecordWhoseTimeAnOperatorTookAwayIsTakenOver(String ttl) throws Exception {
    Entry taken = holder.take(KEY);
    writeWith(ttl);
    itIsTakenOverInTime(taken);
  }

  private void writeWith(String ttl)
      throws IOException, InterruptedException, JetStreamApiException {
    String subject = new Layout("lockstep", LeaseEngine.encoded(config.namespace())).record(KEY);
    try (Connection operator = Nats.connect(server.url())) {
      MessageInfo record = operator.jetStreamManagement().getLastMessage("KV_lockstep", subject);
      operator
          .jetStream()
          .publish(
              subject,
              ttl.isEmpty() ? new Headers() : new Headers().put(Stored.TTL, ttl),
              record.getData(),
              PublishOptions.builder().expectedLastSubjectSequence(record.getSeq()).build());
    }
  }

  /** Its time begins anew with each renewal, also with one that comes late. */
  @Test
  void aRecordThatIsRenewedIsNotTakenOver() {
    Entry held = holder.take(KEY);
    for (int i = 0; i < 3; i++) {
      refused(triedAfter(Duration.ZERO));
      refused(triedAfter(TTL.plus(SECOND)));
      assertThat(alive(holders.renew(holder.session(), List.of(held))).gone()).isEmpty();
    }
    refused(triedAfter(Overdue.PATIENCE.plus(SECOND)));
  }

  /** Who was away for long, or whose server was, does not count that time as seen. */
  @Test
  void aRecordIsNotTakenOverAtTheFirstLookAfterItsTime() {
    holder.take(KEY);
    refused(triedAfter(Duration.ZERO));
    refused(triedAfter(TTL.multipliedBy(10)));
    done(triedAfter(Overdue.PATIENCE.plus(SECOND)));
  }

  /** A mark is nobody's lease. */
  @Test
  void aRecordThatIsToStayStays() {
    Entry mark = holder.take(KEY, Session.none());
    for (int i = 0; i < 4; i++) {
      passed.addAndGet(TTL.multipliedBy(2).toNanos());
      refused(waiters.grant(KEY, UUID.randomUUID(), body(""), Session.none()));
    }
    assertThat(answer(waiters.get(KEY)).map(Entry::term)).contains(mark.term());
  }
}

package dev.lockstep.port;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long records stand, as the documentation of the port promises it of every backend. */
public abstract class LivenessContract extends PortTest {
  private static final Key KEY = mutex("a");

  @Test
  final void aSessionPromisesNoMoreThanItsTtl() {
    assertThat(a.session().validity()).isPositive().isLessThanOrEqualTo(a.session().ttl());
    assertThat(a.session().ttl()).isGreaterThanOrEqualTo(ttl);
    assertThat(answer(a.store().open(a.store().traits().minTtl())).validity()).isPositive();
    assertThat(answer(a.store().open(a.store().traits().maxTtl())).validity()).isPositive();
  }

  @Test
  final void aRecordStandsForItsValidityAndNoLongerThanTheGrace() {
    // From before anything was sent: an answer that came late shortens nobody's record.
    long asked = bench.nanos();
    Session fresh = answer(a.store().open(ttl));
    a.take(KEY, fresh);
    until("the record expires", most(), () -> free(KEY));
    assertThat(Duration.ofNanos(bench.nanos() - asked))
        .as("how long the record stood")
        .isGreaterThan(fresh.validity().minus(a.store().traits().safetyMargin(fresh.validity())));
  }

  @Test
  final void aRecordWithoutSessionStays() {
    Entry entry = a.take(KEY, Session.none());
    assertThat(entry.left()).isEmpty();
    bench.pass(most().multipliedBy(2));
    assertThat(free(KEY)).isFalse();
    answer(a.store().end(a.session()));
    assertThat(free(KEY)).isFalse();
    done(
        a.store()
            .regrant(
                KEY, entry.term(), entry.version(), UUID.randomUUID(), body(""), Session.none()));
    bench.pass(most());
    assertThat(free(KEY)).isFalse();
  }

  @Test
  final void renewingKeepsARecordAlive() {
    List<Entry> held = new ArrayList<>(List.of(a.take(KEY)));
    for (int i = 0; i < 12; i++) {
      bench.pass(a.session().validity().dividedBy(3));
      Entry before = held.get(0);
      Renewal.Alive alive = alive(a.store().renew(a.session(), held));
      assertThat(alive.gone()).isEmpty();
      Entry now = answer(b.store().get(KEY)).orElseThrow();
      assertThat(now.token()).isEqualTo(before.token());
      assertThat(now.version()).isEqualTo(alive.moved().getOrDefault(KEY, before.version()));
      held.set(0, now);
    }
    until("the record expires when nobody renews it", most(), () -> free(KEY));
  }

  @Test
  final void rewritingIsNoRenewal() {
    Entry entry = a.take(KEY);
    bench.pass(a.session().ttl().dividedBy(2));
    done(a.store().rewrite(KEY, entry.term(), entry.version(), body("new")));
    until("the record expires", most().minus(a.session().ttl().dividedBy(2)), () -> free(KEY));
  }

  @Test
  final void endRemovesWhatIsOnTheSessionAndNothingElse() {
    Session second = answer(a.store().open(ttl));
    a.take(KEY);
    a.take(mutex("other-session"), second);
    b.take(mutex("other-node"));
    a.take(mutex("none"), Session.none());
    answer(a.store().end(a.session()));
    assertThat(free(KEY)).isTrue();
    assertThat(free(mutex("other-session"))).isFalse();
    assertThat(free(mutex("other-node"))).isFalse();
    assertThat(free(mutex("none"))).isFalse();
    answer(a.store().end(a.session()));
  }

  private boolean free(Key key) {
    return answer(b.store().get(key)).isEmpty();
  }
}

package dev.lockstep.port;

import static dev.lockstep.port.Answers.alive;
import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How long records stand where each has a time to live of its own ({@link Session.Scope#RECORD}).
 */
public abstract class RecordLifeContract extends PortTest {
  private static final Key KEY = mutex("a");

  @Test
  final void theScopeIsThis() {
    assertThat(a.session().scope()).isEqualTo(Session.Scope.RECORD);
  }

  @Test
  final void aRenewalNamesThoseThatAreGone() {
    Entry released = a.take(mutex("released"));
    Entry taken = a.take(mutex("taken"));
    Entry held = a.take(mutex("held"));
    done(b.store().release(released.key(), released.term(), released.version()));
    done(b.store().release(taken.key(), taken.term(), taken.version()));
    b.take(taken.key());
    Renewal.Alive alive = alive(a.store().renew(a.session(), List.of(released, taken, held)));
    assertThat(alive.gone()).containsExactlyInAnyOrder(released.key(), taken.key());
  }

  @Test
  final void aGrantSentAgainStartsAnew() {
    Entry entry = a.take(KEY);
    Duration most = a.session().ttl().multipliedBy(3).dividedBy(4);
    bench.pass(most);
    done(a.store().grant(KEY, entry.term(), entry.body(), a.session()));
    bench.pass(most);
    assertThat(free(KEY)).isFalse();
  }

  private boolean free(Key key) {
    return answer(b.store().get(key)).isEmpty();
  }
}

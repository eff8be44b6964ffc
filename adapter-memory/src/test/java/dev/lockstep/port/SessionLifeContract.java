package dev.lockstep.port;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static dev.lockstep.port.Answers.refused;
import static dev.lockstep.port.Node.body;
import static dev.lockstep.port.Node.mutex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Renewal;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long records stand where they live by a session ({@link Session.Scope#SESSION}). */
public abstract class SessionLifeContract extends PortTest {
  private static final Key KEY = mutex("a");

  @Test
  final void theScopeIsThis() {
    assertThat(a.session().scope()).isEqualTo(Session.Scope.SESSION);
  }

  @Test
  final void aGrantOnlyJoins() {
    Duration late = a.session().validity().multipliedBy(2).dividedBy(3);
    bench.pass(late);
    a.take(KEY);
    until("the record expires with its session", most().minus(late), () -> free(KEY));
  }

  @Test
  final void allOfItGoesAtOnceAndForEver() {
    a.take(KEY);
    a.take(mutex("b"));
    until("the session expires", most(), () -> free(KEY));
    assertThat(free(mutex("b"))).isTrue();
    assertThat(answer(a.store().renew(a.session(), List.of()))).isEqualTo(new Renewal.Gone());
    assertThat(refused(a.store().grant(KEY, UUID.randomUUID(), body(""), a.session())).standing())
        .isEmpty();
    assertThat(free(KEY)).isTrue();
    assertThat(answer(a.store().audit(a.session()))).isEmpty();
  }

  @Test
  final void anAuditTellsWhatIsOnThem() {
    Entry deleted = a.take(mutex("deleted"));
    a.take(KEY);
    b.take(mutex("b"));
    done(b.store().release(deleted.key(), deleted.term(), deleted.version()));
    assertThat(answer(a.store().audit(a.session()))).containsExactly(KEY);
  }

  private boolean free(Key key) {
    return answer(b.store().get(key)).isEmpty();
  }
}

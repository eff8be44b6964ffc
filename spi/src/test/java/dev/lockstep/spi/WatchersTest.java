package dev.lockstep.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Registration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest {
  private static final Key NODE = new Key("node", "payments", "a");

  private final Watchers watchers = new Watchers();
  private final List<String> heard = new ArrayList<>();

  private Registration watch(String name, Key key) {
    return watchers.add(
        key, hint -> heard.add(name + ":" + hint.map(Key::path).orElse("everything")));
  }

  @Test
  void aHintReachesWhoWatchesTheKeyItsDomainOrItsKind() {
    watch("key", NODE);
    watch("domain", new Key("node", "payments", ""));
    watch("kind", new Key("node", "", ""));
    watch("other", new Key("node", "payments", "b"));
    watch("another", new Key("node", "orders", ""));
    watchers.tell(NODE);
    assertThat(heard)
        .containsExactly("key:node/payments/a", "domain:node/payments/a", "kind:node/payments/a");
  }

  @Test
  void afterAGapEverybodyLooksAgain() {
    watch("one", NODE);
    watch("two", new Key("mutex", "", "m"));
    watchers.tellAll();
    assertThat(heard).containsExactlyInAnyOrder("one:everything", "two:everything");
  }

  @Test
  void whoLeftHearsNothingAndTheOtherOfTheSameKeyDoes() {
    Registration first = watch("first", NODE);
    Registration second = watch("second", NODE);
    first.close();
    first.close();
    watchers.tell(NODE);
    assertThat(heard).containsExactly("second:node/payments/a");
    assertThat(watchers.isEmpty()).isFalse();
    second.close();
    assertThat(watchers.isEmpty()).isTrue();
  }
}

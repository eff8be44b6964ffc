package dev.lockstep.simulation;

import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Lease;
import dev.lockstep.Registration;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What happens in those {@link Schedule}s in which a follower knows more or less than its leader.
 */
final class FollowerScripts {
  private static final long TTL_MILLIS = 9_000;
  private static final long MILLI = 1_000_000L;

  private FollowerScripts() {}

  /**
   * The server of these worlds ends a session as if its follower were cut off at every moment; the
   * holder loses its own connection at a moment of each kind, between a renewal and the next.
   */
  static void cutOffAfterARenewal(Script on) {
    for (int i = 0; i < 10; i++) {
      String key = "k" + i;
      Node a = on.node("a" + i);
      Node b = on.node("b" + i);
      Lease first = on.take("M1", a, key, Script.ttl(TTL_MILLIS), 1_000);
      on.pass(10_000 + 150 * i);
      on.expect("L3", "a holds on", first != null && first.isHeld());
      a.weather().dark(true);
      follows(on, b, key, a, first);
    }
  }

  /** Who is in the dark loses it in time to the other, and is never heard of again. */
  private static void follows(Script on, Node b, String key, Node a, @Nullable Lease first) {
    Lease second = on.take("L7", b, key, Script.ttl(TTL_MILLIS), TTL_MILLIS + 2_000);
    on.expect("L2", "a's lease has ended", first != null && !first.isHeld());
    if (second != null) {
      on.release(second);
    }
    on.perform(a::crash);
  }

  /** The first is on its way for so long that the second arrives right after it. */
  static void renewalsThatArriveTogether(Script on) {
    for (int i = 0; i < 10; i++) {
      String key = "k" + i;
      Node a = on.node("a" + i);
      Node b = on.node("b" + i);
      Lease first = on.take("M1", a, key, Script.ttl(TTL_MILLIS), 1_000);
      on.pass(5_000);
      long late = (1_000 + 100L * i) * MILLI;
      Weather weather = a.weather();
      weather.atNextRenewal(
          slow -> {
            weather.nextRenewalTakes(late);
            weather.atNextRenewal(
                quick -> on.stage().world().after(10 * MILLI, () -> weather.dark(true)));
          });
      on.pass(5_000);
      follows(on, b, key, a, first);
    }
  }

  static void oldLeaderAfterTheNew(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Node observer = on.node("observer");
    CompletableFuture<?> joined =
        observer.kit().enableElectionAsync(ElectionOptions.of("d").canElect(() -> false));
    on.await("E10", "the observer stands by", joined, 1_000);
    Key key = KeyCodec.leader("d");
    on.await("E10", "a stands", a.kit().enableElectionAsync(ElectionOptions.of("d")), 1_000);
    on.stage().expect(5_000 * MILLI, () -> a.kit().election("d").isLeader());
    Optional<Entry> old = on.stage().server().get(key);
    on.expect("E3", "a leads", old.isPresent());
    CompletableFuture<?> second = b.kit().enableElectionAsync(ElectionOptions.of("d"));
    List<Long> shown = new ArrayList<>();
    on.perform(() -> observe(observer, shown));
    on.pass(1_500);
    CompletableFuture<Void> resigned = a.kit().resignAsync("d");
    on.perform(() -> {});
    on.await("E12", "a resigns", resigned, 1_000);
    on.await("E3", "b stands", second, 1_000);
    long oldest = old.map(Entry::token).orElse(0L);
    on.stage().expect(5_000 * MILLI, () -> last(shown) > oldest);
    long newest = on.stage().server().get(key).map(Entry::token).orElse(0L);
    on.expect("E8", "the observer is shown that b leads: " + shown, last(shown) == newest);
    observer.store().nextReadingIs(key, old);
    on.pass(5_000);
    on.expect("E8", "the old reading was asked for", observer.store().hasReadThat());
    on.expect(
        "E8",
        "the observer never goes back: " + shown,
        last(shown) == newest
            && shown.stream()
                .filter(t -> t > 0)
                .sorted()
                .toList()
                .equals(shown.stream().filter(t -> t > 0).toList()));
  }

  private static void observe(Node observer, List<Long> shown) {
    Registration unused =
        observer
            .kit()
            .election("d")
            .observeLeader(leader -> shown.add(leader.map(Holder::token).orElse(0L)));
  }

  private static long last(List<Long> shown) {
    return shown.isEmpty() ? -1 : shown.get(shown.size() - 1);
  }
}

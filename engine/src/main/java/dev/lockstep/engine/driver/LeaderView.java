package dev.lockstep.engine.driver;

import dev.lockstep.Holder;
import dev.lockstep.LeaseKind;
import dev.lockstep.Registration;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Who leads a domain, as seen from outside: looks while somebody observes, and never shows an older
 * term after a newer (E8).
 */
final class LeaderView {
  private final Kernel kernel;
  private final Key key;
  private final String domain;
  private final Lookout<Optional<Entry>> lookout;
  private final List<Ordered<Optional<Holder>>> observers = new ArrayList<>();

  /**
   * Who has been told nothing yet, and the looks to come until the first that began after he did:
   * what was seen before may be past, and he is to begin with now.
   */
  private final Map<Ordered<Optional<Holder>>, Integer> newcomers = new LinkedHashMap<>();

  private Optional<Holder> known = Optional.empty();
  private boolean looked;
  private long newest;

  LeaderView(Kernel kernel, Key key, String domain) {
    this.kernel = kernel;
    this.key = key;
    this.domain = domain;
    this.lookout =
        new Lookout<>(
            kernel,
            key,
            this::read,
            entry -> {
              show(entry.map(e -> Holders.of(LeaseKind.LEADER, e)));
              // Nobody is told of a grant, and somebody is about to get one.
              return entry.isEmpty();
            });
  }

  CompletableFuture<Optional<Entry>> read() {
    return new Reading(kernel).get(key, domain);
  }

  Registration observe(Consumer<? super Optional<Holder>> observer) {
    Ordered<Optional<Holder>> ordered = new Ordered<>(kernel, observer, this::removed);
    kernel.turn(
        () -> {
          newcomers.put(ordered, lookout.looksUntilFresh());
          lookout.want();
        });
    return ordered;
  }

  private void removed(Ordered<Optional<Holder>> observer) {
    observers.remove(observer);
    newcomers.remove(observer);
    if (observers.isEmpty() && newcomers.isEmpty()) {
      looked = false;
      lookout.rest();
    }
  }

  private void show(Optional<Holder> now) {
    long token = now.map(Holder::token).orElse(Long.MAX_VALUE);
    if (now.isPresent() && token < newest) {
      return;
    }
    boolean same = looked && known.map(Holder::token).equals(now.map(Holder::token));
    looked = true;
    known = now;
    if (now.isPresent()) {
      newest = token;
    }
    if (!same) {
      observers.forEach(observer -> observer.tell(now));
    }
    newcomers.replaceAll((observer, looks) -> looks - 1);
    List<Ordered<Optional<Holder>>> shown =
        newcomers.entrySet().stream()
            .filter(newcomer -> newcomer.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    for (Ordered<Optional<Holder>> observer : shown) {
      newcomers.remove(observer);
      observers.add(observer);
      observer.tell(now);
    }
  }

  void stop() {
    looked = false;
    lookout.stop();
  }
}

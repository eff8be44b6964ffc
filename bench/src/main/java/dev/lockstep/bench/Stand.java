package dev.lockstep.bench;

import dev.lockstep.DistributedMutex;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is compared at one URL: kits in one new namespace, and bare clients in another, which are
 * lent by idle kits.
 */
final class Stand implements AutoCloseable {
  static final String LOCKSTEP = "lockstep";
  static final String BARE = "bare";

  private static final String LOCK = "bench";

  /** Such a name stands for itself. */
  private static final Key KEY = new Key("mutex", "", LOCK);

  private static final Duration TTL = Duration.ofSeconds(30);

  /** Until who waits for another kit has looked, listens, and has looked again. */
  private static final Duration SETTLING = Duration.ofMillis(10);

  private final String url;
  private final String namespace = "bench-" + UUID.randomUUID().toString().substring(0, 8);
  private final Optional<BareProvider> provider;
  private final List<Kit> opened = new ArrayList<>();
  private final List<DistributedMutex> contenders = new ArrayList<>();
  private final List<BareTarget> targets = new ArrayList<>();

  private Stand(String url, Optional<BareProvider> provider) {
    this.url = url;
    this.provider = provider;
  }

  /** Connects; leaves nothing open if that fails. */
  static Stand at(String url, Optional<BareProvider> provider) {
    Stand stand = new Stand(url, provider);
    try {
      stand.connect();
      return stand;
    } catch (RuntimeException failed) {
      stand.close();
      throw failed;
    }
  }

  private void connect() {
    Kit first = kit("a");
    contenders.add(mutex(first));
    contenders.add(mutex(kit("a")));
    if (provider.isPresent()) {
      Entry example = example(first);
      for (int i = 0; i < 2; i++) {
        Kit lender = kit("b");
        targets.add(
            new BareTarget(lender, parsed(url), namespace + "-b", KEY, example.body(), TTL));
      }
    }
  }

  /** For what the clients have to know; the kits read it by themselves. */
  static URI parsed(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException malformed) {
      // Not as its cause: it would show the URL, and with it a password.
      throw new InvalidOptionException(
          "the benchmark cannot read this URL; write it as scheme://host:port, with what is special"
              + " in a password percent-encoded");
    }
  }

  private Kit kit(String group) {
    Kit kit = Lockstep.connect(KitOptions.of(url).namespace(namespace + "-" + group));
    opened.add(kit);
    return kit;
  }

  private static DistributedMutex mutex(Kit kit) {
    return kit.mutex(LOCK).with(LockOptions.defaults().ttl(TTL));
  }

  /** A record as Lockstep makes it. */
  private static Entry example(Kit kit) {
    LeaseStore store = kit.unwrap(LeaseStore.class).orElseThrow();
    try (Lease held = mutex(kit).lock()) {
      return Answers.await(store.get(KEY)).orElseThrow();
    }
  }

  /** Those that are compared, by name. */
  Subjects subjects(Scenario scenario) {
    Subjects subjects = new Subjects().with(LOCKSTEP, lockstep(scenario));
    bare(scenario).ifPresent(bare -> subjects.with(BARE, bare));
    return subjects;
  }

  private Subject lockstep(Scenario scenario) {
    return switch (scenario) {
      case LOCK_UNLOCK -> new KitLock(contenders.get(0));
      case HAND_OVER_ONE_KIT -> new KitHandOver(contenders.subList(0, 1), Duration.ZERO);
      case HAND_OVER_TWO_KITS -> new KitHandOver(contenders, SETTLING);
    };
  }

  private Optional<Subject> bare(Scenario scenario) {
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    Bare bare = provider.get().open(targets.get(0));
    return switch (scenario) {
      case LOCK_UNLOCK -> Optional.of(new BareLock(bare));
      case HAND_OVER_ONE_KIT -> Optional.of(new BareRegrant(bare));
      case HAND_OVER_TWO_KITS -> twoBare(bare, provider.get().open(targets.get(1)));
    };
  }

  private static Optional<Subject> twoBare(Bare one, Bare other) {
    Subject both = BareHandOver.between(one, other);
    if (both == null) {
      one.close();
      other.close();
    }
    return Optional.ofNullable(both);
  }

  @Override
  public void close() {
    opened.forEach(Kit::close);
  }
}

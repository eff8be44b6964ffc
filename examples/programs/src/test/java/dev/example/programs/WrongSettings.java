package dev.example.programs;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.AtomicProvider;
import java.util.List;
import java.util.Map;

/** What keeps a kit from being opened before any server is asked. */
final class WrongSettings {
  private static final String SERVICE =
      Surroundings.SERVICES + "/" + AtomicProvider.class.getName();

  private WrongSettings() {}

  static List<Situation> all() {
    return List.of(
        new Situation("a misspelt scheme", () -> connect("reddis://127.0.0.1:6379")),
        new Situation("an adapter that is missing", () -> connect("etcd://127.0.0.1:2379")),
        new Situation(
            "two adapters of one backend",
            () ->
                Surroundings.withFile(
                    SERVICE, SecondMemory.class.getName(), () -> connect("memory:shop"))),
        new Situation("no backend at all", () -> Lockstep.connect().close()),
        new Situation("a URL without its scheme", () -> connect("127.0.0.1:6379")),
        new Situation("a port that is none", () -> connect("redis://127.0.0.1:port")),
        new Situation("a URL without a host", () -> connect("redis://")),
        new Situation("a raw `@` in a password", () -> connect("redis://ann:s@cret@127.0.0.1")),
        new Situation(
            "a misspelt setting in the URL", () -> connect("memory:shop?namspace=orders")),
        new Situation(
            "a misspelt setting in code",
            () -> Lockstep.connect(KitOptions.of("memory:shop").setting("locktl", "10s")).close()),
        new Situation(
            "a misspelt system property",
            () ->
                Surroundings.withProperties(
                    Map.of("lockstep.namspace", "orders"), () -> connect("memory:shop"))),
        new Situation(
            "a misspelt environment variable",
            () -> {
              throw readable(
                  Surroundings.deathWith("LOCKSTEP_NAMSPACE", "orders", FirstProgram.class));
            }),
        new Situation(
            "a misspelt line of `lockstep.properties`",
            () ->
                Surroundings.withFile(
                    "lockstep.properties",
                    "lockstep.url=memory:shop\nlockstep.namspace=orders\n",
                    () -> Lockstep.connect().close())),
        new Situation("a value that cannot be meant", () -> connect("memory:shop?lock-ttl=10")),
        new Situation(
            "a URL and a backend that disagree",
            () ->
                Surroundings.withProperties(
                    Map.of("lockstep.url", "memory:shop", "lockstep.backend", "redis"),
                    () -> Lockstep.connect().close())),
        new Situation("two hosts of one Redis", () -> connect("redis://one:6379,two:6379")),
        new Situation("a database without a number", () -> connect("redis://127.0.0.1/orders")));
  }

  private static void connect(String url) {
    Lockstep.connect(url).close();
  }

  /** The error of another JVM, by what that printed. */
  private static InvalidOptionException readable(String printed) {
    String type = InvalidOptionException.class.getName() + ": ";
    if (!printed.startsWith(type)) {
      throw new IllegalStateException("not what was expected: " + printed);
    }
    return new InvalidOptionException(printed.substring(type.length()));
  }
}

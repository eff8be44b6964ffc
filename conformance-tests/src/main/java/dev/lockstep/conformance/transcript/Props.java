package dev.lockstep.conformance.transcript;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the verbs share while a script is played: kits and leases by name. Not thread-safe. */
final class Props {
  private final Stage stage;
  private final Mutant mutant;
  private final Map<String, Kit> kits = new HashMap<>();
  private final Map<String, KitVerbs.Place> places = new HashMap<>();
  private final Map<String, Remote> remotes = new HashMap<>();
  private final Map<String, Held> leases = new HashMap<>();
  private final Recorders recorders = new Recorders();
  private final Ranks ranks = new Ranks();

  /** A lease, or what waits to be one, and how its tokens are labelled. */
  record Held(String label, @Nullable CompletableFuture<Lease> promise, @Nullable Lease lease) {}

  Props(Stage stage, Mutant mutant) {
    this.stage = stage;
    this.mutant = mutant;
  }

  Stage stage() {
    return stage;
  }

  Recorders recorders() {
    return recorders;
  }

  // ---- kits

  void add(String name, KitVerbs.Place place, Kit kit) {
    kits.put(name, mutant.wrap(kit));
    places.put(name, place);
  }

  void add(String name, Remote remote) {
    remotes.put(name, remote);
  }

  Kit kit(String name) {
    return existing(kits, name);
  }

  /** The name of that kit; empty if it is none of the script's. */
  String nameOf(Kit kit) {
    return kits.entrySet().stream()
        .filter(entry -> entry.getValue() == kit)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  @Nullable Remote remoteOrNull(String name) {
    return remotes.get(name);
  }

  static String node(String kit) {
    return kit.substring(kit.indexOf('/') + 1);
  }

  // ---- leases

  void wait(String name, String label, CompletableFuture<Lease> promise) {
    leases.put(name, new Held(label, promise, null));
  }

  void hold(String name, String label, Lease lease) {
    leases.put(name, new Held(label, null, lease));
  }

  Held held(String name) {
    return existing(leases, name);
  }

  boolean has(String name) {
    return leases.containsKey(name);
  }

  Lease lease(String name) {
    Lease lease = held(name).lease();
    if (lease == null) {
      throw new IllegalStateException("the script did not get " + name);
    }
    return lease;
  }

  private static <T> T existing(Map<String, T> things, String name) {
    T thing = things.get(name);
    if (thing == null) {
      throw new IllegalStateException("the script has no " + name);
    }
    return thing;
  }

  /** What the answer tells; what it failed with is thrown as it is. */
  <T> String answer(Future<T> promise, Function<T, String> told) {
    try {
      return told.apply(promise.get(stage.pace().patience().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return "nothing";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed);
    }
  }

  // ---- how things are told

  String label(String kit, LeaseKind kind, String name) {
    String space = places.get(kit) == KitVerbs.Place.ELSEWHERE ? "elsewhere:" : "";
    return space + (kind == LeaseKind.NUMBER ? Ranks.NUMBER + name : name);
  }

  String label(String kit, String name) {
    return label(kit, LeaseKind.MUTEX, name);
  }

  String rank(String label, long token) {
    return ranks.of(label, token);
  }

  static String list(Stream<String> words) {
    String all = words.sorted().collect(Collectors.joining(", "));
    return all.isEmpty() ? "nothing" : all;
  }
}

package dev.example.socketmap;

import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who watches what. Thread-safe. */
final class Watches {
  private final Set<Watch> all = ConcurrentHashMap.newKeySet();
  private final Paths paths;

  Watches(Paths paths) {
    this.paths = paths;
  }

  /** Compared by identity: one may watch the same twice. */
  private static final class Watch {
    private final String path;
    private final Consumer<Optional<Key>> hint;

    Watch(String path, Consumer<Optional<Key>> hint) {
      this.path = path;
      this.hint = hint;
    }
  }

  /** What the server is to be asked to watch. */
  String path(Key key) {
    return key.name().isEmpty() ? paths.below(key.kind(), key.domain()) : paths.of(key);
  }

  /**
   * One more.
   *
   * @param unwatch is given a path that nobody watches any more
   */
  Registration add(String path, Consumer<Optional<Key>> hint, Consumer<String> unwatch) {
    Watch watch = new Watch(path, hint);
    all.add(watch);
    return () -> {
      if (all.remove(watch) && all.stream().noneMatch(other -> other.path.equals(path))) {
        unwatch.accept(path);
      }
    };
  }

  /** What is watched now. */
  List<String> paths() {
    return all.stream().map(watch -> watch.path).distinct().toList();
  }

  /** The key changed. */
  void tell(String path) {
    for (Watch watch : all) {
      if (watch.path.endsWith("/") ? path.startsWith(watch.path) : path.equals(watch.path)) {
        watch.hint.accept(paths.key(path));
      }
    }
  }

  /** Anything may have changed. */
  void lookAgain() {
    all.forEach(watch -> watch.hint.accept(Optional.empty()));
  }
}

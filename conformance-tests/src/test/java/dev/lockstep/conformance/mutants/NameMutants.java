package dev.lockstep.conformance.mutants;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What breaks K1 to K3: names that meet, and records that are not understood. */
final class NameMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "K1-ignores-case",
                  "Names are stored in lower case.",
                  sound -> new OtherKeys(sound, NameMutants::inLowerCase))
              .caughtBy("k01_eight_names_are_eight_locks", "[the lock 'A/b']"),
          Mutant.of(
                  "K2-cuts-namespaces",
                  Level.PORT,
                  "A namespace is cut off after fifteen characters.",
                  new Breakage() {
                    @Override
                    public String namespace(String given) {
                      return given.substring(0, Math.min(15, given.length()));
                    }
                  })
              .caughtBy("k02_namespaces_do_not_see_each_other", "[the lock 'stock/4711']"),
          Mutant.port(
                  "K3-unknown-is-free",
                  "A record that the adapter does not understand counts as none.",
                  UnknownIsFree::new)
              .caughtBy("k03_a_lock_of_an_unknown_version_is_never_free", "[a waiter]"));

  private NameMutants() {}

  private static Key inLowerCase(Key key) {
    return new Key(key.kind(), key.domain(), key.name().toLowerCase(Locale.ROOT));
  }

  private static final class UnknownIsFree extends ForwardingStore {
    UnknownIsFree(LeaseStore sound) {
      super(sound);
    }

    private static boolean isKnown(Entry entry) {
      return new String(entry.body(), StandardCharsets.UTF_8).startsWith("lockstep/1");
    }

    @Override
    public CompletionStage<Optional<Entry>> get(Key key) {
      return super.get(key).thenApply(entry -> entry.filter(UnknownIsFree::isKnown));
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, body, session)
          .thenCompose(
              outcome ->
                  outcome instanceof Outcome.Refused refused
                          && refused.standing().filter(there -> !isKnown(there)).isPresent()
                      ? super.release(key, refused.standing().get().term(), 0)
                          .thenCompose(gone -> super.grant(key, term, body, session))
                      : CompletableFuture.completedFuture(outcome));
    }
  }
}

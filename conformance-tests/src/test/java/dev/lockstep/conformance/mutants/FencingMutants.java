package dev.lockstep.conformance.mutants;

import dev.lockstep.engine.core.Law;
import dev.lockstep.memory.MemoryProfile;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** What breaks F1 to F4: tokens that do not rise. */
final class FencingMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.law(
                  "F1-keeps-the-token",
                  "A term that is handed over keeps the token of the one before.",
                  new Law() {
                    @Override
                    public long tokenAfterHandOver(long before, long granted) {
                      return before;
                    }
                  })
              .caughtBy(
                  "f01_tokens_rise_whatever_ended_the_lease_before",
                  "[tokens in the order of their grants]")
              .alsoBreaking("M11"),
          Mutant.port(
                  "F1-each-kit-counts",
                  "Each kit counts its own tokens from 1.",
                  sound -> {
                    AtomicLong last = new AtomicLong();
                    return new OtherTokens(sound, token -> last.incrementAndGet());
                  })
              .caughtBy(
                  "f01_tokens_rise_whatever_ended_the_lease_before",
                  "[tokens in the order of their grants]")
              .alsoBreaking("F2", "F4"),
          Mutant.port(
                  "F2-version-for-token",
                  "The token that others read in a record is its version.",
                  VersionForToken::new)
              .on(MemoryProfile.likeNats())
              .caughtBy(
                  "f02_the_token_is_known_and_constant", "[the token in the record, at the grant]"),
          Mutant.leases(
                  "F2-moves-with-renewals",
                  "Each renewal gives the lease another token.",
                  Moving::new)
              .caughtBy(
                  "f02_the_token_is_known_and_constant", "[the token of the lease after renewals]"),
          Mutant.port(
                  "F3-sinking",
                  "Tokens sink from grant to grant.",
                  sound -> new OtherTokens(sound, token -> Long.MAX_VALUE - token))
              .caughtBy(
                  "f03_a_guarded_resource_refuses_a_paused_holder",
                  "[a write of an earlier holder]")
              .alsoBreaking("F1", "F2", "F4", "M4", "M5", "M11", "R1", "W2"),
          Mutant.port(
                  "F4-counts-from-the-flush",
                  "To a kit that connects after a flush tokens begin anew.",
                  FencingMutants::countsFromTheFlush)
              .caughtBy(
                  "f04_no_smaller_token_after_a_flush", "[tokens in the order of their grants]")
              .alsoBreaking("F2"));

  private FencingMutants() {}

  /** Grants with other tokens than those of the server. */
  static final class OtherTokens extends ForwardingStore {
    private final LongUnaryOperator token;

    OtherTokens(LeaseStore sound, LongUnaryOperator token) {
      super(sound);
      this.token = token;
    }

    private Outcome other(Outcome outcome) {
      return outcome instanceof Outcome.Done done
          ? new Outcome.Done(done.version(), token.applyAsLong(done.token()))
          : outcome;
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(key, term, body, session).thenApply(this::other);
    }

    @Override
    public CompletionStage<Outcome> regrant(
        Key key, UUID from, long version, UUID term, byte[] body, Session session) {
      return super.regrant(key, from, version, term, body, session).thenApply(this::other);
    }
  }

  private static final class VersionForToken extends ForwardingStore {
    VersionForToken(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Optional<Entry>> get(Key key) {
      return super.get(key)
          .thenApply(
              entry ->
                  entry.map(
                      e ->
                          new Entry(
                              e.key(), e.term(), e.body(), e.version(), e.version(), e.left())));
    }
  }

  private static final class Moving extends ForwardingLease {
    private final AtomicLong renewals = new AtomicLong();

    Moving(ForwardingLease sound) {
      super(sound);
    }

    @Override
    public void renew() {
      super.renew();
      renewals.incrementAndGet();
    }

    @Override
    public long token() {
      return super.token() + renewals.get();
    }
  }

  /** A kit that was there goes on; one that comes knows nothing of what was before. */
  private static OtherTokens countsFromTheFlush(LeaseStore sound) {
    AtomicLong base = new AtomicLong();
    var unused = sound.history().thenAccept(history -> base.set(history.tokenBase()));
    return new OtherTokens(sound, token -> token - base.get());
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.Atomic;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What breaks X1 to X6: errors that say too little, too much, or something else. */
final class ErrorMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.port(
                  "X1-does-not-say-where",
                  "That the backend did not answer is told without its endpoint and cause.",
                  sound ->
                      OtherFailures.of(
                          sound,
                          false,
                          failure -> new BackendUnavailableException("the backend is away")))
              .caughtBy("x01_every_call_fails_in_time_when_cut_off", "[the endpoint, by "),
          Mutant.atomic(
                  "X2-another-number",
                  "A full pool is told as a lock that was not acquired.",
                  AnotherNumber::new)
              .caughtBy(
                  "x02_what_goes_wrong_throws_its_number",
                  "dev.lockstep.NoAvailableNumberException"),
          Mutant.atomic(
                  "X3-just-wrong",
                  "A wrong option is refused without saying which one and why.",
                  JustWrong::new)
              .caughtBy("x03_a_wrong_option_is_named", "more than zero"),
          Mutant.locks(
                  "X4-another-class",
                  "isLocked tells a backend that is away as a lock that was not acquired.",
                  sound ->
                      new ForwardingMutex(sound) {
                        @Override
                        public boolean isLocked() {
                          try {
                            return super.isLocked();
                          } catch (BackendUnavailableException away) {
                            throw new LockNotAcquiredException("lock '" + key() + "' is away");
                          }
                        }
                      })
              .caughtBy("x04_no_answer_is_the_same_class_whatever_the_reason", "[in a black hole]"),
          Mutant.port(
                  "X5-leaves-a-trace",
                  "Each lock leaves a record behind that nobody deletes.",
                  LeavesATrace::new)
              .caughtBy("x05_waiters_domains_and_pools_leave_nothing", "[what is left]"),
          Mutant.of(
                  "X6-tells-the-password",
                  Level.PORT,
                  "The endpoint that errors tell bears user and password.",
                  new Breakage() {
                    @Override
                    public LeaseStore store(LeaseStore sound, AtomicConfig config) {
                      return new ForwardingStore(sound) {
                        @Override
                        public String endpoint() {
                          return config.url().user().orElse("nobody")
                              + ":"
                              + config.url().password().orElse("")
                              + "@"
                              + super.endpoint();
                        }
                      };
                    }
                  })
              .caughtBy("x06_nothing_tells_the_password", "[what was told]"));

  private ErrorMutants() {}

  private static final class AnotherNumber extends ForwardingAtomic {
    AnotherNumber(Atomic sound) {
      super(sound);
    }

    @Override
    public NumberLease allocateNumber(String pool, int max) {
      try {
        return super.allocateNumber(pool, max);
      } catch (NoAvailableNumberException full) {
        throw new LockNotAcquiredException("pool '" + pool + "' is full");
      }
    }
  }

  private static final class JustWrong extends ForwardingAtomic {
    JustWrong(Atomic sound) {
      super(sound);
    }

    @Override
    public NumberLease allocateNumber(String pool, int max) {
      try {
        return super.allocateNumber(pool, max);
      } catch (InvalidOptionException wrong) {
        throw new InvalidOptionException("a wrong option");
      }
    }
  }

  private static final class LeavesATrace extends ForwardingStore {
    LeavesATrace(LeaseStore sound) {
      super(sound);
    }

    @Override
    public CompletionStage<Outcome> grant(Key key, UUID term, byte[] body, Session session) {
      return super.grant(
              new Key(key.kind(), key.domain(), key.name() + "-history"),
              term,
              body,
              Session.none())
          .thenCompose(trace -> super.grant(key, term, body, session));
    }
  }
}

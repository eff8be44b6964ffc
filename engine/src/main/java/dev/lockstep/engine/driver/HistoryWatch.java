package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.History;
import dev.lockstep.spi.LeaseStore;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which life of the backend's data this kit lives in (F4). Asked with the first grant, and again
 * after each answer that failed to come: behind an interruption there may be another backend than
 * before. If there is, every lease of the earlier one is lost, and the base of tokens is raised
 * over what this kit has seen, for those too that connect afterwards. Stepped under the lock.
 */
final class HistoryWatch {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.engine");

  private final Kernel kernel;
  private Consumer<Moment> lost = asked -> {};
  private @Nullable String id;

  /** Counts what may have brought another history; settled is how far that was cleared up. */
  private long doubts = 1;

  private long settled;
  private long askedAt;

  /** Answers may overtake one another: an older one says nothing about now. */
  private long questions;

  private long answered;

  /** A lost history issued tokens up to this one, and the base is not known to be there yet. */
  private long owed;

  HistoryWatch(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * What ends the leases of a history that is lost, told when the question was asked that said so.
   */
  void onLoss(Consumer<Moment> ending) {
    lost = ending;
  }

  /** An answer did not come: whatever comes next may be of another history. */
  void doubt() {
    doubts++;
  }

  /** A record is gone: alone, or with all the others. */
  void suspect() {
    doubt();
    look();
  }

  /** Asks if there is doubt, ahead of what is asked after this. */
  void look() {
    if (settled != doubts && askedAt != doubts) {
      ask("reading the history", LeaseStore::history, now -> {});
    }
  }

  /**
   * A token came that is not greater than one which was seen before. Tells whether the next one
   * will be: not after a restore that nobody announced.
   */
  void mend(long seen, Consumer<Boolean> mended) {
    ask(
        "reading the history",
        LeaseStore::history,
        now -> {
          if (now != null && now.tokenBase() < seen && owed >= seen) {
            raise(raised -> mended.accept(raised != null && raised.tokenBase() >= seen));
          } else {
            mended.accept(now != null && now.tokenBase() >= seen);
          }
        });
  }

  private void raise(Consumer<@Nullable History> then) {
    long base = owed;
    ask("raising the base of tokens", store -> store.raiseBase(base), then);
  }

  private void ask(
      String what,
      Function<LeaseStore, CompletionStage<History>> question,
      Consumer<@Nullable History> then) {
    long doubt = doubts;
    Moment asked = kernel.now();
    askedAt = doubt;
    questions++;
    long number = questions;
    kernel.<History>request(
        what,
        "",
        kernel.patience().operation(),
        () -> question.apply(kernel.store()),
        (now, error, late) -> {
          if (now != null && number > answered && !kernel.isClosed()) {
            answered = number;
            settled = doubt;
            take(now, asked);
          }
          if (!late) {
            then.accept(now);
          }
        });
  }

  private void take(History now, Moment asked) {
    boolean another = id != null && !id.equals(now.id());
    id = now.id();
    if (another) {
      LOG.warn(
          "{} came back with other data than it had; what was held there is lost",
          kernel.store().endpoint());
      owed = Math.max(owed, kernel.tokens().greatest());
      lost.accept(asked);
    }
    if (now.tokenBase() >= owed) {
      owed = 0;
    } else if (another) {
      raise(raised -> {});
    }
  }
}

package dev.lockstep.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A link whose faults are commanded, on top of those of another. Thread-safe; every command holds
 * for what is asked after it.
 */
public final class FaultyLink implements Link {
  private final Link base;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Planned> planned = new ArrayList<>();
  private Optional<Fate> outage = Optional.empty();
  private Duration requestDelay = Duration.ZERO;
  private Duration replyDelay = Duration.ZERO;
  private int hintCopies = 1;
  private Duration hintDelay = Duration.ZERO;

  FaultyLink(Link base) {
    this.base = base;
  }

  /** From now on every question takes that much longer to get there. */
  public void delayRequests(Duration delay) {
    change(() -> requestDelay = delay);
  }

  /** From now on every answer takes that much longer to come back. */
  public void delayReplies(Duration delay) {
    change(() -> replyDelay = delay);
  }

  /** From now on hints are lost. */
  public void dropHints() {
    change(() -> hintCopies = 0);
  }

  /** From now on every hint comes twice. */
  public void doubleHints() {
    change(() -> hintCopies = 2);
  }

  /** From now on every hint takes that much longer. */
  public void delayHints(Duration delay) {
    change(() -> hintDelay = delay);
  }

  /** From now on every hint comes once and at once. */
  public void soundHints() {
    change(
        () -> {
          hintCopies = 1;
          hintDelay = Duration.ZERO;
        });
  }

  /**
   * The next of these questions, or of any if none is named, is carried out; the asker hears at
   * once that nobody knows.
   */
  public void loseNextReply(Question... which) {
    planNext(Fate.replyLost(Duration.ZERO), which);
  }

  /**
   * The next of these questions, or of any, is carried out after so long; the asker hears at once
   * that nobody knows.
   */
  public void applyNextLate(Duration after, Question... which) {
    planNext(Fate.late(after), which);
  }

  /**
   * That is what becomes of the next of these questions, or of any if none is named. Plans are used
   * in their order.
   */
  public void planNext(Fate fate, Question... which) {
    Set<Question> questions = which.length == 0 ? Set.of(Question.values()) : Set.of(which);
    change(() -> planned.add(new Planned(questions, fate)));
  }

  @Override
  public Fate fate(Question question) {
    lock.lock();
    try {
      if (outage.isPresent()) {
        return outage.get();
      }
      for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
        Planned plan = plans.next();
        if (plan.which().contains(question)) {
          plans.remove();
          return plan.fate();
        }
      }
      Fate fate = base.fate(question);
      Duration back = fate.answer() == Fate.Answer.REAL ? replyDelay : Duration.ZERO;
      return new Fate(
          fate.arrives(),
          fate.requestDelay().plus(requestDelay),
          fate.answer(),
          fate.answerDelay().plus(back));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Duration> hints() {
    lock.lock();
    try {
      return outage.isPresent()
          ? List.of()
          : base.hints().stream()
              .flatMap(delay -> Stream.generate(() -> delay.plus(hintDelay)).limit(hintCopies))
              .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Fate> outage() {
    lock.lock();
    try {
      return outage.or(base::outage);
    } finally {
      lock.unlock();
    }
  }

  void cut(Optional<Fate> fate) {
    change(() -> outage = fate);
  }

  private void change(Runnable command) {
    lock.lock();
    try {
      command.run();
    } finally {
      lock.unlock();
    }
  }

  private record Planned(Set<Question> which, Fate fate) {}
}

package dev.lockstep.engine.driver;

import dev.lockstep.spi.Scheduler.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks the user whether this node may lead (E5). To throw is to say no, and so is to say nothing
 * for too long. One question at a time, so that one that hangs does not occupy a thread after the
 * other; who asks meanwhile is answered by the next. Stepped under the lock.
 */
final class Consent {
  private final Kernel kernel;
  private final BooleanSupplier user;
  private final LongSupplier patience;
  private final List<Question> next = new ArrayList<>();
  private boolean asking;

  /**
   * Nobody asks yet.
   *
   * @param patience after so many nanoseconds silence is a no
   */
  Consent(Kernel kernel, BooleanSupplier user, LongSupplier patience) {
    this.kernel = kernel;
    this.user = user;
    this.patience = patience;
  }

  /** Asks; the answer comes once, in a later turn. */
  void ask(Consumer<Boolean> answer) {
    next.add(new Question(answer));
    if (!asking) {
      askUser();
    }
  }

  private void askUser() {
    asking = true;
    List<Question> questions = List.copyOf(next);
    next.clear();
    kernel.listen(
        () -> {
          boolean may = false;
          try {
            may = user.getAsBoolean();
          } finally {
            boolean said = may;
            kernel.turn(() -> answered(questions, said));
          }
        });
  }

  private void answered(List<Question> questions, boolean may) {
    asking = false;
    questions.forEach(question -> question.answer(may));
    if (!next.isEmpty() && !asking) {
      askUser();
    }
  }

  private final class Question {
    private final Consumer<Boolean> answer;
    private final Timer silence;
    private boolean answered;

    Question(Consumer<Boolean> answer) {
      this.answer = answer;
      this.silence = kernel.after(patience.getAsLong(), () -> answer(false));
    }

    private void answer(boolean may) {
      if (!answered) {
        answered = true;
        silence.cancel();
        next.remove(this);
        answer.accept(may);
      }
    }
  }
}

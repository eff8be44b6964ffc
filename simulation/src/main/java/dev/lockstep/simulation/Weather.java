package dev.lockstep.simulation;

import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the way between one machine and the server is like just now. Chances are per thousand
 * requests, times in nanoseconds.
 */
final class Weather {
  private static final long MILLI = 1_000_000L;

  /** Later than this nothing reaches the server any more. */
  static final long LATEST = 5_000 * MILLI;

  private final SplittableRandom random;
  private final long usual;
  private int loseRequest;
  private int loseReply;
  private int duplicate;
  private int late;
  private int slow;
  private int loseHint;
  private boolean cut;
  private boolean dark;
  private boolean renewalsHang;
  private long slowReplies;
  private long nextRenewalTakes;
  private @Nullable Passage planned;
  private @Nullable LongConsumer atRenewal;

  /** What becomes of one request: the delay to the server of each copy, the way back, the news. */
  @SuppressWarnings("ArrayRecordComponent") // Made, used once, and forgotten.
  record Passage(long[] arrivals, long reply, long unknownAfter) {}

  Weather(SplittableRandom random, long usualDelay) {
    this.random = random;
    this.usual = usualDelay;
  }

  /** Rough, by a number of faults per thousand. */
  void rough(int perMille) {
    loseRequest = perMille;
    loseReply = perMille;
    duplicate = perMille;
    late = perMille;
    slow = 2 * perMille;
    loseHint = 5 * perMille;
  }

  void fine() {
    rough(0);
    cut = false;
    dark = false;
    renewalsHang = false;
    slowReplies = 0;
    nextRenewalTakes = 0;
    planned = null;
    atRenewal = null;
  }

  /** Whoever asks hears at once that nobody knows. */
  void cut(boolean now) {
    cut = now;
  }

  /** Whoever asks hears nothing. */
  void dark(boolean now) {
    dark = now;
  }

  void renewalsHang(boolean now) {
    renewalsHang = now;
  }

  /** How long the next renewal is on its way to the server, at least. */
  void nextRenewalTakes(long nanos) {
    nextRenewalTakes = nanos;
  }

  void slowReplies(long nanos) {
    slowReplies = nanos;
  }

  /** The next request of any kind but renewals is applied so much later; its asker is told now. */
  void nextLate(long nanos) {
    planned = new Passage(new long[] {nanos}, -1, 0);
  }

  /** The next write but renewals is applied; its asker hears that nobody knows. */
  void loseNextReply() {
    planned = new Passage(new long[] {delay()}, -1, 5 * usual);
  }

  /** The next renewal of a session of this validity, in nanoseconds, is an occasion. */
  void atNextRenewal(LongConsumer occasion) {
    atRenewal = occasion;
  }

  void renewing(long validityNanos) {
    LongConsumer occasion = atRenewal;
    atRenewal = null;
    if (occasion != null) {
      occasion.accept(validityNanos);
    }
  }

  boolean isCut() {
    return cut || dark;
  }

  Passage passage(boolean renewal, boolean write) {
    Passage next = planned;
    if (next != null && write && !renewal) {
      planned = null;
      return next;
    }
    if (cut) {
      return new Passage(new long[0], -1, random.nextLong(MILLI));
    }
    if (dark || (renewal && renewalsHang)) {
      boolean stuck = chance(50);
      return new Passage(stuck ? new long[] {random.nextLong(LATEST)} : new long[0], -1, -1);
    }
    long there = delay();
    if (renewal) {
      there += nextRenewalTakes;
      nextRenewalTakes = 0;
    }
    long back = delay() + (slowReplies == 0 ? 0 : random.nextLong(slowReplies));
    if (chance(loseRequest)) {
      return new Passage(new long[0], -1, maybeTold());
    }
    if (chance(loseReply)) {
      return new Passage(new long[] {there}, -1, maybeTold());
    }
    if (chance(late)) {
      return new Passage(new long[] {random.nextLong(LATEST)}, -1, maybeTold());
    }
    if (write && chance(duplicate)) {
      return new Passage(new long[] {there, there + random.nextLong(LATEST / 2)}, back, -1);
    }
    return new Passage(new long[] {there}, back, -1);
  }

  /** How long each copy of a hint travels. */
  long[] hints() {
    if (isCut() || chance(loseHint)) {
      return new long[0];
    }
    return chance(loseHint / 2) ? new long[] {delay(), 10 * delay()} : new long[] {delay()};
  }

  private long maybeTold() {
    return random.nextBoolean() ? -1 : random.nextLong(500 * MILLI);
  }

  private long delay() {
    long time = usual / 2 + random.nextLong(usual);
    return chance(slow) ? time + random.nextLong(300 * MILLI) : time;
  }

  private boolean chance(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }
}

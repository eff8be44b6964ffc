package dev.lockstep.engine.driver;

import dev.lockstep.engine.core.Moment;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a kit shares a lock with others (W3). It hands the lock on among its own waiters for 8
 * hand-overs or 20 ms, then stands back; twice as long each second time that nobody else came, up
 * to 256. Where several others want it too, a kit that had it lately lets those go first who had it
 * not: servers tell of a release in the order of subscription, and whoever is first there would
 * always be first. Stepped under the lock.
 */
final class Burst {
  private static final int FIRST = 8;
  private static final int LONGEST = 256;
  private static final int MOST_OTHERS = 8;
  private static final long FIRST_TIME = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  /** All of the courtesy fits into the shortest pause, whatever each kit has measured. */
  private static final long COURTESY = LEAST_PAUSE / 4;

  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  /** Without a sign of others for so long, there are none; who is new to a key assumes some. */
  private static final long ALONE_AFTER = TimeUnit.SECONDS.toNanos(1);

  private final Set<String> others = new LinkedHashSet<>();
  private int othersSinceOurs;
  private long lastOther;
  private Moment othersSeen;
  private boolean nobodyCameBefore;
  private boolean standingBack;
  private boolean newsHeard;
  private @Nullable Moment releasedAt;
  private int limit = FIRST;
  private int handedOver;
  private @Nullable Moment begun;
  private long hintLatency = TimeUnit.MILLISECONDS.toNanos(1);

  Burst(Moment now) {
    this.othersSeen = now;
  }

  /** The lock came to this kit from outside. */
  void begin() {
    handedOver = 0;
    begun = null;
    othersSinceOurs = 0;
  }

  /** Another kit has the lock now, by that token. */
  void taken(String node, long token, Moment now) {
    othersSeen = now;
    if (token != lastOther) {
      lastOther = token;
      othersSinceOurs++;
      if (others.size() < MOST_OTHERS) {
        others.add(node);
      }
    }
  }

  /** How long to let others go first who have waited longer: nothing between two kits. */
  long courtesy(RandomGenerator random) {
    int ahead = others.size() - othersSinceOurs;
    if (others.size() < 2 || ahead <= 0) {
      return 0;
    }
    return COURTESY * ahead / others.size() + random.nextLong(COURTESY / 4);
  }

  /** Whether the lock may be handed on once more. */
  boolean goesOn(Moment now) {
    Moment first = begun;
    return first == null || (handedOver < limit && now.since(first) < FIRST_TIME * (limit / FIRST));
  }

  void handedOver(Moment now) {
    handedOver++;
    if (begun == null) {
      begun = now;
    }
  }

  /** The lock is released for the sake of other kits. */
  void standsBack(boolean listening, Moment now) {
    standingBack = true;
    newsHeard = false;
    releasedAt = listening ? now : null;
  }

  /** How long to wait for the news of that release, or without it, for others to have come. */
  long pause() {
    return releasedAt == null ? pauseFromNews() : LONGEST_PAUSE;
  }

  /** How long to stand back once that news has come, which others have by then too. */
  long pauseFromNews() {
    return Math.max(LEAST_PAUSE, Math.min(LONGEST_PAUSE, 2 * hintLatency));
  }

  /**
   * News of the key; whether it was that of our own release, the way of which it measures. What
   * comes after that is of another kit, which came and went while nobody here looked.
   */
  boolean heard(Moment now) {
    Moment released = releasedAt;
    if (released == null) {
      if (standingBack && newsHeard) {
        othersSeen = now;
        beaten();
      }
      return false;
    }
    newsHeard = true;
    hintLatency = (3 * hintLatency + now.since(released)) / 4;
    releasedAt = null;
    return true;
  }

  /** The lock was free, maybe still after standing back. */
  void got(Moment now) {
    if (standingBack) {
      standingBack = false;
      if (nobodyCameBefore && now.since(othersSeen) > ALONE_AFTER) {
        limit = Math.min(LONGEST, 2 * limit);
      }
      nobodyCameBefore = !nobodyCameBefore;
    }
    begin();
  }

  /** Somebody else had it first. */
  void beaten() {
    if (standingBack) {
      standingBack = false;
      limit = FIRST;
      nobodyCameBefore = false;
    }
  }
}

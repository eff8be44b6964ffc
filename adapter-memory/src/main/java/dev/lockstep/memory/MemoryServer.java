package dev.lockstep.memory;

import dev.lockstep.BackendUnavailableException;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Ticker;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One server in memory: the authority that every store connected to it asks. Its time is that of
 * the ticker alone; it has no thread. Thread-safe; no call blocks for longer than a short lock.
 * Beside the questions of stores it hears the commands of an operator and of fate, which are
 * public.
 */
public final class MemoryServer {
  private final String name;
  private final MemoryProfile profile;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Watches watches = new Watches();
  private final Records records;
  private boolean down;

  /**
   * A server of that name in no register, by that law, in that time; virtual time makes it a
   * simulated one.
   */
  public MemoryServer(String name, MemoryProfile profile, Ticker ticker) {
    this(name, profile, ticker, 0);
  }

  /** A server whose tokens are all greater than the floor. */
  MemoryServer(String name, MemoryProfile profile, Ticker ticker, long tokenFloor) {
    this.name = name;
    this.profile = profile;
    this.ticker = ticker;
    this.records = new Records(this, profile, ticker, tokenFloor, watches);
  }

  /** The name in {@code memory:name}. */
  public String name() {
    return name;
  }

  /** The law it follows. */
  public MemoryProfile profile() {
    return profile;
  }

  /** Stops answering; the data stay, and time goes on. Does nothing if it is down. */
  public void down() {
    locked(ignored -> down = true);
  }

  /** Answers again; who watches is told to look again. Does nothing if it is up. */
  public void up() {
    locked(
        ignored -> {
          if (down) {
            down = false;
            watches.lookAgain();
          }
          return down;
        });
  }

  /**
   * Elects another leader, as a cluster does: it knows all records and sessions, but not when each
   * was last renewed, so that every time to live starts anew (L7).
   */
  public void changeLeader() {
    locked(
        all -> {
          all.restartAll();
          return all;
        });
  }

  /**
   * Flushes everything: records, marks, sessions, and also those that never expire. The history is
   * a new one (F4), tokens go on above the old ones, and who watches is told to look again.
   */
  public void reset() {
    locked(
        all -> {
          all.clear();
          watches.lookAgain();
          return all;
        });
  }

  /** An operator deletes one record behind its holder's back; false if none stood there. */
  public boolean delete(String namespace, Key key) {
    return locked(all -> all.delete(new Place(namespace, key)));
  }

  /**
   * An operator, or a bug, takes the time to live from a record that has one of its own: it stands
   * until it is renewed, or until somebody else wants it, from whom on its time counts again. False
   * if no such record stands there.
   */
  public boolean forgetTimeToLive(String namespace, Key key) {
    return locked(all -> all.forget(new Place(namespace, key)));
  }

  /**
   * How long a record is promised to stand if nothing renews it: less than zero if that is over,
   * and it stands only because the server is late or down. Empty if it is gone, or another term's.
   */
  public Optional<Duration> left(String namespace, Key key, long token) {
    return locked(all -> all.left(new Place(namespace, key), token));
  }

  /** The namespaces of which a record stands. */
  public Set<String> namespaces() {
    return locked(Records::namespaces);
  }

  /** How many records stand now, of all namespaces. */
  public int records() {
    return locked(Records::size);
  }

  /** How many sessions the server keeps now; none where each record lives by itself. */
  public int sessions() {
    return locked(Records::sessions);
  }

  /** How many watches there are now, of all stores. */
  public int watches() {
    return locked(ignored -> watches.size());
  }

  /** {@code memory:name}. */
  @Override
  public String toString() {
    return "memory:" + name;
  }

  Ticker ticker() {
    return ticker;
  }

  long lastToken() {
    return locked(Records::lastToken);
  }

  /**
   * Answers one question, atomically.
   *
   * @throws BackendUnavailableException if the server is down
   */
  <R> R ask(Function<Records, R> question) {
    return locked(
        all -> {
          if (down) {
            throw new BackendUnavailableException(
                this + " is down; it answers again when it was started",
                null,
                toString(),
                new ConnectException("the server is down"));
          }
          return question.apply(all);
        });
  }

  Watch watch(Watch watch) {
    return ask(
        ignored -> {
          watches.add(watch);
          return watch;
        });
  }

  void unwatch(Watch watch) {
    locked(
        all -> {
          watches.remove(watch);
          return all;
        });
  }

  void unwatchAll(ExpiryAlarm alarm) {
    locked(
        all -> {
          watches.removeAll(alarm);
          return all;
        });
  }

  private void ring(ExpiryAlarm alarm) {
    locked(
        all -> {
          alarm.disarm();
          return all;
        });
  }

  /**
   * What is over is over before anything is done, and who watches is woken in time for what comes
   * next; unless it is down.
   */
  private <R> R locked(Function<Records, R> action) {
    lock.lock();
    try {
      if (!down) {
        records.expire();
      }
      try {
        return action.apply(records);
      } finally {
        if (!down) {
          watches.arm(records.nextExpiry(), ticker.nanos(), this::ring);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.example.socketmap.server;

import java.util.concurrent.TimeUnit;

/**
 * A record.
 *
 * @param ttl in milliseconds; 0 for one that stays
 * @param until its end, by {@link System#nanoTime()}
 */
record Standing(String term, String body, long version, long token, long ttl, long until) {
  Standing renewed(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return new Standing(term, body, version, token, millis, end);
  }

  /** {@code TAKEN KEY TERM BODY VERSION TOKEN LEFT}; LEFT is -1 for one that stays. */
  String show(String key) {
    long left =
        ttl == 0 ? -1 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
    return String.join(" ", "TAKEN", key, term, body, "" + version, "" + token, "" + left);
  }
}

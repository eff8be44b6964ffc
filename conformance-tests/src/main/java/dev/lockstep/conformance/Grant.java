package dev.lockstep.conformance;

import java.time.Duration;

/**
 * A lock that a node got.
 *
 * @param asked {@link System#nanoTime()} before the call, comparable between processes
 * @param got the same after it
 */
record Grant(long token, Duration ttl, Duration validity, long asked, long got) {
  static Grant parse(String[] words) {
    return new Grant(
        Long.parseLong(words[1]),
        Duration.ofMillis(Long.parseLong(words[2])),
        Duration.ofMillis(Long.parseLong(words[3])),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]));
  }
}

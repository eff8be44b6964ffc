package dev.lockstep.engine.driver;

import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import dev.lockstep.spi.Key;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody wants to hold, and how.
 *
 * @param kind what it is about
 * @param key where its record stands
 * @param name what users call it: the key of the lease
 * @param recordName the name in the record
 * @param domain the domain in the record
 * @param node who holds it
 * @param metadata what others read
 * @param options how
 * @param timeout the longest time for one question, if not the kit's
 */
record Claim(
    LeaseKind kind,
    Key key,
    String name,
    String recordName,
    String domain,
    String node,
    Metadata metadata,
    LockOptions options,
    Optional<Duration> timeout) {
  Duration ttl() {
    return options.ttl();
  }

  Optional<String> identity() {
    return options.reentrant();
  }
}

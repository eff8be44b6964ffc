package dev.lockstep;

import dev.lockstep.spi.Durations;
import dev.lockstep.spi.Names;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How to stand in an election: an immutable value; each method with an argument returns a changed
 * copy.
 */
public final class ElectionOptions {
  private final String isolationKey;
  private final @Nullable String nodeKey;
  private final Duration unhealthyTime;
  private final @Nullable Duration timeout;
  private final boolean heartbeat;
  private final BooleanSupplier canElect;
  private final Metadata metadata;

  private ElectionOptions(
      String isolationKey,
      @Nullable String nodeKey,
      Duration unhealthyTime,
      @Nullable Duration timeout,
      boolean heartbeat,
      BooleanSupplier canElect,
      Metadata metadata) {
    this.isolationKey = isolationKey;
    this.nodeKey = nodeKey;
    this.unhealthyTime = unhealthyTime;
    this.timeout = timeout;
    this.heartbeat = heartbeat;
    this.canElect = canElect;
    this.metadata = metadata;
  }

  /**
   * {@return a candidate in that domain, which anyone may be, unhealthy after 5 s, without
   * heartbeat}
   *
   * @param isolationKey a valid name
   */
  public static ElectionOptions of(String isolationKey) {
    Names.require("isolation key", isolationKey);
    return new ElectionOptions(
        isolationKey, null, Duration.ofSeconds(5), null, false, () -> true, Metadata.empty());
  }

  /**
   * Name of this node; the kit's by default.
   *
   * @param nodeKey a valid name
   * @return a changed copy
   */
  public ElectionOptions nodeKey(String nodeKey) {
    Names.require("node key", nodeKey);
    return new ElectionOptions(
        isolationKey, nodeKey, unhealthyTime, timeout, heartbeat, canElect, metadata);
  }

  /**
   * How long a dead node may seem alive; 5 s by default.
   *
   * @param time more than zero
   * @return a changed copy
   */
  public ElectionOptions unhealthyTime(Duration time) {
    Durations.requirePositive("unhealthyTime", time);
    return new ElectionOptions(isolationKey, nodeKey, time, timeout, heartbeat, canElect, metadata);
  }

  /**
   * Longest time for one question; the kit's operation timeout by default.
   *
   * @param timeout more than zero
   * @return a changed copy
   */
  public ElectionOptions timeout(Duration timeout) {
    Durations.requirePositive("timeout", timeout);
    return new ElectionOptions(
        isolationKey, nodeKey, unhealthyTime, timeout, heartbeat, canElect, metadata);
  }

  /**
   * Shows this node among the members; off by default.
   *
   * @return a changed copy
   */
  public ElectionOptions keepHeartbeat() {
    return new ElectionOptions(
        isolationKey, nodeKey, unhealthyTime, timeout, true, canElect, metadata);
  }

  /**
   * Asked on the listener executor before each attempt and at least every third of V (E5); to throw
   * is to say no.
   *
   * @param mayLead whether this node may lead now; may block
   * @return a changed copy
   */
  public ElectionOptions canElect(BooleanSupplier mayLead) {
    Objects.requireNonNull(mayLead, "mayLead");
    return new ElectionOptions(
        isolationKey, nodeKey, unhealthyTime, timeout, heartbeat, mayLead, metadata);
  }

  /**
   * What others read of the leader.
   *
   * @param metadata at most 4 KiB
   * @return a changed copy
   */
  public ElectionOptions metadata(Metadata metadata) {
    Objects.requireNonNull(metadata, "metadata");
    return new ElectionOptions(
        isolationKey, nodeKey, unhealthyTime, timeout, heartbeat, canElect, metadata);
  }

  /** {@return the domain} */
  public String isolationKey() {
    return isolationKey;
  }

  /** {@return the name of this node, if not the kit's} */
  public Optional<String> nodeKey() {
    return Optional.ofNullable(nodeKey);
  }

  /** {@return how long a dead node may seem alive} */
  public Duration unhealthyTime() {
    return unhealthyTime;
  }

  /** {@return the longest time for one question, if not the kit's} */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** {@return whether this node is shown among the members} */
  public boolean hasHeartbeat() {
    return heartbeat;
  }

  /** {@return whether this node may lead now} */
  public BooleanSupplier canElect() {
    return canElect;
  }

  /** {@return what others read of the leader} */
  public Metadata metadata() {
    return metadata;
  }
}

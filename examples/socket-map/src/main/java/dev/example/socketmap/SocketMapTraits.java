package dev.example.socketmap;

import dev.lockstep.Durability;
import dev.lockstep.Traits;
import java.time.Duration;

/** What the map grants; the suite measures it. */
record SocketMapTraits() implements Traits {
  @Override
  public Duration minTtl() {
    return Duration.ofMillis(200);
  }

  @Override
  public Duration maxTtl() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration ttlGranularity() {
    return Duration.ofMillis(1);
  }

  /** Half a percent for the rates of the clocks, and 50 ms, but never above a quarter. */
  @Override
  public Duration safetyMargin(Duration validity) {
    Duration margin = validity.dividedBy(200).plusMillis(50);
    Duration quarter = validity.dividedBy(4);
    return margin.compareTo(quarter) < 0 ? margin : quarter;
  }

  /** The server looks every 20 ms; the rest is the way of the last renewal. */
  @Override
  public Duration expiryGrace(Duration ttl) {
    return Duration.ofMillis(250);
  }

  /** One server: its crash may lose what the system had not written yet. */
  @Override
  public Durability durability() {
    return Durability.LOCAL;
  }
}

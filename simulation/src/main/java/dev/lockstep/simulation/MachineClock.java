package dev.lockstep.simulation;

import dev.lockstep.spi.Ticker;

/** The clocks of one machine: they run at a rate of their own from a start of their own. */
final class MachineClock implements Ticker {
  /** What the contract assumes of clocks: rates differ by less than 0.5 % in all. */
  static final long MOST_PARTS_PER_BILLION = 2_499_000;

  private static final long BILLION = 1_000_000_000L;

  private final World world;
  private final long offset;
  private final long partsPerBillion;
  private long wallOffsetMillis;

  /**
   * A clock.
   *
   * @param offset what its monotonic clock shows when the world begins
   * @param partsPerBillion by how much it is fast
   * @param wallOffsetMillis what its wall clock shows when the world begins
   */
  MachineClock(World world, long offset, long partsPerBillion, long wallOffsetMillis) {
    this.world = world;
    this.offset = offset;
    this.partsPerBillion = partsPerBillion;
    this.wallOffsetMillis = wallOffsetMillis;
  }

  @Override
  public long nanos() {
    return offset + passed(world.now());
  }

  @Override
  public long wallMillis() {
    return wallOffsetMillis + passed(world.now()) / 1_000_000;
  }

  void stepWall(long millis) {
    wallOffsetMillis += millis;
  }

  private long passed(long global) {
    return global + global * partsPerBillion / BILLION;
  }

  /** How long the world waits until so much has passed on this clock. */
  long worldTime(long localDelay) {
    long now = world.now();
    long due = passed(now) + Math.min(localDelay, 3_600 * BILLION);
    long global = now + (long) ((due - passed(now)) / (1 + partsPerBillion / 1e9)) - 2;
    while (passed(global) < due) {
      global++;
    }
    return Math.max(0, global - now);
  }
}

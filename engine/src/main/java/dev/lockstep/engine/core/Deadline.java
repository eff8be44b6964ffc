package dev.lockstep.engine.core;

/**
 * The instant at which a holder must consider its lease gone, on both clocks: whichever comes first
 * (L9).
 *
 * @param nanos monotonic
 * @param wallMillis wall clock, with 0.1 % slew allowed
 */
public record Deadline(long nanos, long wallMillis) {
  /** The wall clock counts whole milliseconds, at both ends. */
  private static final long WALL_GRAIN_MILLIS = 2;

  /** So many nanoseconds after that moment. */
  public static Deadline after(Moment basis, long life) {
    long slewed = life + life / 1000;
    return new Deadline(
        basis.nanos() + life, basis.wallMillis() + slewed / 1_000_000 + WALL_GRAIN_MILLIS);
  }

  /** With the earlier time of both by the wall clock. */
  public Deadline butByWallNoLaterThan(Deadline other) {
    return new Deadline(nanos, Math.min(wallMillis, other.wallMillis));
  }

  /** Whether it has come. */
  public boolean isPast(long nowNanos, long nowWallMillis) {
    return nowNanos - nanos >= 0 || nowWallMillis >= wallMillis;
  }

  /** Whether it has come. */
  public boolean isPast(Moment now) {
    return isPast(now.nanos(), now.wallMillis());
  }

  /**
   * Whether only the wall clock says that it has come: the machine slept, or its clock was set
   * forward.
   */
  public boolean isPastByWallOnly(Moment now) {
    return now.nanos() - nanos < 0 && now.wallMillis() >= wallMillis;
  }

  /** Nanoseconds until it comes, by the clock that is nearer to it; zero if it has. */
  public long left(Moment now) {
    long monotonic = nanos - now.nanos();
    long wallLeft = wallMillis - now.wallMillis();
    // The grain is no time to live: it only keeps the wall clock from being stricter than it is
    // exact.
    long byWall = wallLeft > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : wallLeft * 1_000_000;
    return Math.max(0, Math.min(monotonic, byWall));
  }
}

package dev.lockstep.servers;

/** What came in from one side; guarded by the proxy's lock. */
final class LaneCount {
  long chunks;
  long bytes;

  void add(int length) {
    chunks++;
    bytes += length;
  }
}

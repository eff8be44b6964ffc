package dev.lockstep.zookeeper;

import dev.lockstep.spi.Key;

/**
 * A record that stands, or did when it was last written or read.
 *
 * @param ground what it stands on; for one of another store, what to write it by
 * @param child its path
 * @param dataVersion of the container
 * @param version as the port knows it
 */
record Standing(Key key, Ground ground, String child, int dataVersion, long version, long token) {
  /** The same after its next write. */
  Standing rewritten(long versionNow) {
    return new Standing(key, ground, child, dataVersion + 1, versionNow, token);
  }
}

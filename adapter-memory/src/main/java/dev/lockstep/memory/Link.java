package dev.lockstep.memory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way between one node and its backend. Thread-safe. A simulation writes its own, with a seed.
 */
public interface Link {
  /** What becomes of the next question; asked once for each. */
  Fate fate(Question question);

  /** How long each copy of the next hint travels: none if it is lost, two if it is doubled. */
  List<Duration> hints();

  /**
   * What becomes of questions while the link is cut, their answers on the way back included; empty
   * while it is not.
   */
  Optional<Fate> outage();

  /** A link without faults. */
  static Link sound() {
    return SoundLink.SOUND;
  }
}

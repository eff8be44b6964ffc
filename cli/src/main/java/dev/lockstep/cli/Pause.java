package dev.lockstep.cli;

/** Time in which a node of the demo works; on {@code Thread.sleep}, so not for tests. */
final class Pause {
  private Pause() {}

  static void ofMillis(long time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

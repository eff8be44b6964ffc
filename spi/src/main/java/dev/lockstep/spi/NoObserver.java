package dev.lockstep.spi;

/** Hears nothing. */
enum NoObserver implements LockstepObserver {
  NONE
}

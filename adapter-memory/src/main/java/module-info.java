/** The reference backend: one JVM, any number of kits, and every fault on demand. */
module dev.lockstep.memory {
  requires transitive dev.lockstep;

  exports dev.lockstep.memory;
}

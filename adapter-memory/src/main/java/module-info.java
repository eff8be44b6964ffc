/** The reference backend: one JVM, any number of kits, and every fault on demand. */
module dev.lockstep.memory {
  requires transitive dev.lockstep;
  requires dev.lockstep.engine;

  exports dev.lockstep.memory;

  provides dev.lockstep.spi.AtomicProvider with
      dev.lockstep.memory.MemoryProvider;
}

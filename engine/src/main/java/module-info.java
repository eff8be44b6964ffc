/** The engine: makes the whole contract of a storage port. Adapters see one class of it. */
@SuppressWarnings("module") // The readers of the seam are built after it.
module dev.lockstep.engine {
  requires transitive dev.lockstep;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.lockstep.engine;
  // The seam of the suite: mutants of the law, and simulation. Nothing that an application deploys
  // reads it.
  exports dev.lockstep.engine.core to
      dev.lockstep.simulation,
      dev.lockstep.conformance;
  exports dev.lockstep.engine.driver to
      dev.lockstep.simulation,
      dev.lockstep.conformance;
}

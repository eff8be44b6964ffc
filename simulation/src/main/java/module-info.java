/** The shipped engine under virtual time, chance from a seed, and an eye that sees everything. */
module dev.lockstep.simulation {
  requires dev.lockstep.engine;
  requires dev.lockstep.memory;
  requires static transitive org.jspecify;

  exports dev.lockstep.simulation;
}

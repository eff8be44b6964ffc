/** What applications and adapters compile against. */
@SuppressWarnings("module") // The reader of the generator is built after it.
module dev.lockstep {
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.lockstep;
  exports dev.lockstep.spi;
  // The simulation judges the generator that ships. Nothing that an application deploys reads it.
  exports dev.lockstep.snowflake to
      dev.lockstep.simulation;

  uses dev.lockstep.spi.AtomicProvider;
}

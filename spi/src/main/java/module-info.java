/** What applications and adapters compile against. */
module dev.lockstep {
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.lockstep;
  exports dev.lockstep.spi;

  uses dev.lockstep.spi.AtomicProvider;
}

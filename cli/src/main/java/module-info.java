/** The command. */
module dev.lockstep.cli {
  requires dev.lockstep;
  requires dev.lockstep.bench;
  requires dev.lockstep.conformance;
  requires dev.lockstep.memory;
  requires dev.lockstep.servers;
  requires dev.lockstep.simulation;
  requires info.picocli;
  requires java.logging;
  requires static org.jspecify;
  requires org.slf4j;
  requires tools.jackson.databind;

  opens dev.lockstep.cli to
      info.picocli;

  uses dev.lockstep.spi.AtomicProvider;
}

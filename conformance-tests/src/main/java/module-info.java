/** The suite by which a backend proves itself: an adapter's author writes one small class. */
module dev.lockstep.conformance {
  requires transitive dev.lockstep;
  requires dev.lockstep.engine;
  requires static dev.lockstep.memory;
  requires transitive dev.lockstep.servers;
  requires java.management;
  requires org.assertj.core;
  requires static transitive org.jspecify;
  requires transitive org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires transitive org.junit.platform.launcher;
  requires org.slf4j;

  exports dev.lockstep.conformance;
  exports dev.lockstep.conformance.harness;

  // JUnit makes the objects of the tests.
  opens dev.lockstep.conformance to
      org.junit.platform.commons;
  opens dev.lockstep.conformance.harness to
      org.junit.platform.commons;

  uses dev.lockstep.spi.AtomicProvider;
}

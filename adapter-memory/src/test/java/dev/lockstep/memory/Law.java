package dev.lockstep.memory;

import dev.lockstep.port.PortBench;
import dev.lockstep.spi.Session;
import java.time.Duration;
import java.util.stream.Stream;

/** A profile, and how one is connected to it. */
record Law(String name, MemoryProfile profile, boolean byNodes) {
  static Stream<Law> all() {
    return MemoryProfile.names().stream()
        .flatMap(
            name -> {
              MemoryProfile profile = MemoryProfile.like(name);
              return Stream.of(
                  new Law(name, profile, false),
                  new Law(name + " by nodes", profile, true),
                  new Law(name + " lagging", profile.withExpiryLag(Duration.ofMillis(500)), false));
            });
  }

  static Stream<Law> ofRecords() {
    return all().filter(law -> law.profile().scope() == Session.Scope.RECORD);
  }

  static Stream<Law> ofSessions() {
    return all().filter(law -> law.profile().scope() == Session.Scope.SESSION);
  }

  PortBench bench() {
    return new VirtualBench(profile, byNodes);
  }

  @Override
  public String toString() {
    return name;
  }
}

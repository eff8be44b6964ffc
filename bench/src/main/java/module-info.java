/** How fast Lockstep is, beside the bare clients of its backends. */
@SuppressWarnings("requires-automatic") // Lettuce is no module but has the name of one.
module dev.lockstep.bench {
  requires transitive dev.lockstep;
  requires dev.lockstep.servers;
  requires lettuce.core;
  requires static org.jspecify;

  exports dev.lockstep.bench;

  uses dev.lockstep.bench.BareProvider;
  uses dev.lockstep.spi.AtomicProvider;

  provides dev.lockstep.bench.BareProvider with
      dev.lockstep.bench.MemoryBareProvider,
      dev.lockstep.bench.RedisBareProvider;
}

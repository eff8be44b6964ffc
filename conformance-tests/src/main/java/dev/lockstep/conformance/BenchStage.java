package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.LockOptions;
import dev.lockstep.conformance.transcript.Pace;
import dev.lockstep.conformance.transcript.Refused;
import dev.lockstep.conformance.transcript.Remote;
import dev.lockstep.conformance.transcript.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Plays scripts on a test's bench. Not thread-safe. */
final class BenchStage implements Stage {
  private static final Duration OPERATION = Duration.ofSeconds(2);

  private final Bench bench;
  private final Pace pace;
  private final Map<String, Wire> wires = new HashMap<>();
  private final Map<String, SteppedClock> clocks = new HashMap<>();

  BenchStage(Bench bench, Pace pace) {
    this.bench = bench;
    this.pace = pace;
  }

  @Override
  public Pace pace() {
    return pace;
  }

  @Override
  public Kit open(String nodeKey) {
    return bench.kit(options -> options.nodeKey(nodeKey));
  }

  @Override
  public Kit openElsewhere(String nodeKey) {
    return bench.kit(
        options -> options.nodeKey(nodeKey).namespace(bench.namespace() + "-elsewhere"));
  }

  @Override
  public Kit openClocked(String nodeKey) {
    SteppedClock clock = new SteppedClock();
    clocks.put(nodeKey, clock);
    ClockedConfig config =
        ClockedConfig.of(
            bench.backend().url(), bench.namespace(), nodeKey, clock, bench.requests());
    return bench.keep(bench.keep(config).open());
  }

  @Override
  public void stepClock(String nodeKey, Duration by) {
    existing(clocks, nodeKey).step(by);
  }

  @Override
  public Kit openWired(String nodeKey, Duration ttl) {
    Wire wire = bench.wire();
    wires.put(nodeKey, wire);
    LockOptions locks = LockOptions.defaults().ttl(ttl);
    return bench.kit(wire, options -> options.nodeKey(nodeKey).lockDefaults(locks));
  }

  @Override
  public void cut(String nodeKey) {
    existing(wires, nodeKey).cut();
  }

  @Override
  public void heal(String nodeKey) {
    existing(wires, nodeKey).heal();
  }

  private static <T> T existing(Map<String, T> things, String nodeKey) {
    T thing = things.get(nodeKey);
    if (thing == null) {
      throw new IllegalStateException(nodeKey + " has none of its own");
    }
    return thing;
  }

  @Override
  public Remote node(String nodeKey) {
    BackendUnderTest backend = bench.backend();
    NodeSetup setup = new NodeSetup(backend.url(), bench.namespace(), nodeKey, OPERATION);
    return new Told(bench.keep(backend.node(setup)), pace.patience());
  }

  @Override
  public void alone() {
    bench.alone();
  }

  @Override
  public void stopBackend() {
    bench.backend().stop();
  }

  @Override
  public void startBackend() {
    bench.backend().start();
  }

  @Override
  public boolean deleteRecord(String key) {
    return bench.backend().deleteLock(bench.namespace(), key);
  }

  @Override
  public boolean within(BooleanSupplier condition) {
    return Eventually.isWithin(pace.patience(), condition);
  }

  @Override
  public void pass(Duration time) {
    Eventually.pass(time);
  }

  /** A node that is told what to do by lines; see {@link NodeDesk}. */
  private record Told(NodeHost host, Duration patience) implements Remote {
    @Override
    public long lock(String key, LockOptions options) {
      return Long.parseLong(ask("lock " + key + " " + OptionText.write(options))[1]);
    }

    @Override
    public boolean isHeld(String key) {
      return Boolean.parseBoolean(ask("held " + key)[1]);
    }

    @Override
    public void release(String key) {
      var unused = ask("release " + key);
    }

    @Override
    public void kill() {
      host.kill();
    }

    @Override
    public void freeze() {
      host.freeze();
    }

    @Override
    public void thaw() {
      host.thaw();
    }

    private String[] ask(String line) {
      String[] words = host.ask(line, patience).split(" ", -1);
      if (words[0].equals("failed")) {
        throw new Refused(Integer.parseInt(words[1]));
      }
      return words;
    }
  }
}

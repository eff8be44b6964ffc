package dev.lockstep.simulation;

import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.NumberLease;
import dev.lockstep.memory.MemoryProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One world from its seed to its end: rough weather, then fine, then everybody goes home. */
final class Run {
  private static final long SECOND = Stage.SECOND;

  private final Stage stage;
  private final World world;
  private final Monitor monitor;
  private final SplittableRandom random;
  private final Plan plan;
  private final Server server;
  private final Nemesis nemesis;

  /** What came of it. */
  record Result(List<Violation> violations, Tally tally, long nanos, long events, String hash) {}

  private Run(
      long seed,
      Optional<MemoryProfile> profile,
      Mutant mutant,
      @Nullable Consumer<String> reader) {
    this.random = new SplittableRandom(seed);
    this.plan = Plan.of(random.split(), profile);
    this.stage = new Stage(seed, random.split(), plan.profile(), plan.delayNanos(), mutant, reader);
    this.world = stage.world();
    this.monitor = stage.monitor();
    this.server = stage.server();
    this.nemesis = new Nemesis(stage, plan, random.split(), this::restart);
  }

  static Result of(
      long seed,
      Optional<MemoryProfile> profile,
      Mutant mutant,
      @Nullable Consumer<String> reader) {
    return new Run(seed, profile, mutant, reader).play();
  }

  private Node busyNode(String nodeKey) {
    Node node = stage.node(nodeKey, plan.longestTtlMillis() / 2);
    node.weather().rough(plan.roughness());
    for (int i = 0; i < plan.lockWorkers(); i++) {
      node.employ(new LockWorker(node, random.split(), plan));
    }
    if (random.nextInt(3) > 0) {
      node.employ(new NumberWorker(node, random.split(), plan, stage.marks()));
    }
    if (random.nextInt(3) == 0) {
      node.employ(new IdWorker(node, random.split(), stage.identifiers()));
    }
    if (random.nextInt(3) > 0) {
      node.employ(new ElectionWorker(node, random.split(), plan, monitor));
    }
    return node;
  }

  private void restart() {
    busyNode("node" + random.nextInt(stage.nodes().size()));
  }

  private Result play() {
    world.note("world", plan.toString());
    try {
      for (int i = 0; i < plan.nodes(); i++) {
        busyNode("node" + i);
      }
      nemesis.begin();
      world.runUntil(plan.lengthMillis() * 1_000_000L, () -> !monitor.isClean());
      if (monitor.isClean()) {
        heal();
      }
    } catch (RuntimeException | AssertionError thrown) {
      monitor.violation(
          "X2",
          "something was thrown that nobody expects: "
              + thrown
              + " at "
              + thrown.getStackTrace()[0]);
    }
    return new Result(
        List.copyOf(monitor.violations()),
        stage.tally(),
        world.now(),
        world.events(),
        stage.hash());
  }

  private List<ElectionWorker> candidates() {
    return stage.alive().stream()
        .flatMap(node -> node.workers().stream())
        .filter(ElectionWorker.class::isInstance)
        .map(ElectionWorker.class::cast)
        .toList();
  }

  /** The faults end; now everything that was promised has to come. */
  private void heal() {
    world.note("world", "the weather is fine from now on");
    world.perform(nemesis::relent);
    // What the nemesis had begun ends by itself.
    world.run(2 * SECOND);
    world.perform(nemesis::relent);
    world.perform(() -> stage.alive().forEach(node -> node.workers().forEach(Node.Worker::stop)));
    boolean idle = stage.expect(45 * SECOND, () -> stage.alive().stream().allMatch(Node::isIdle));
    if (!idle && monitor.isClean()) {
      for (Node node : stage.alive()) {
        node.workers().stream()
            .filter(worker -> !worker.isIdle())
            .forEach(
                worker ->
                    monitor.violation(
                        "M3", node.name() + " does not get on with: " + worker.doing()));
      }
    }
    // Late requests arrive, what they made ends.
    world.run(Weather.LATEST);
    oneLeads();
    Node fresh = stage.node("fresh", Plan.FRESH_TTL_MILLIS);
    takesAll(fresh);
    getsNumberAndIdentifier(fresh);
    goHome();
  }

  private void oneLeads() {
    List<ElectionWorker> candidates = candidates();
    if (candidates.isEmpty() || !monitor.isClean()) {
      return;
    }
    boolean one =
        stage.expect(
            30 * SECOND,
            () ->
                candidates.stream().allMatch(ElectionWorker::stands)
                    && candidates.stream().filter(ElectionWorker::leads).count() == 1);
    if (!one && monitor.isClean()) {
      monitor.violation(
          "E2",
          "nobody leads, 30 s after all was well: "
              + candidates.stream().map(ElectionWorker::doing).toList());
    }
  }

  private void takesAll(Node fresh) {
    for (int i = 0; i < plan.keys() && monitor.isClean(); i++) {
      String key = "k" + i;
      CompletableFuture<Lease> waiting =
          fresh
              .kit()
              .mutex(key)
              .with(LockOptions.defaults().ttl(Node.millis(Plan.FRESH_TTL_MILLIS)))
              .lockAsync();
      long bound = 2 * plan.longestNanos() + 2 * SECOND;
      if (!stage.expect(bound, () -> waiting.isDone() && !waiting.isCompletedExceptionally())) {
        if (monitor.isClean()) {
          monitor.violation("L7", "a fresh node does not get '" + key + "': " + server.records());
        }
        return;
      }
      CompletableFuture<Void> released = waiting.join().releaseAsync();
      if (!stage.expect(2 * SECOND, released::isDone) && monitor.isClean()) {
        monitor.violation("M4", "a fresh node cannot release '" + key + "'");
      }
    }
  }

  private void getsNumberAndIdentifier(Node fresh) {
    if (!monitor.isClean()) {
      return;
    }
    IdWorker identifiers = new IdWorker(fresh, random.split(), stage.identifiers());
    fresh.employ(identifiers);
    CompletableFuture<NumberLease> number =
        fresh.kit().allocateNumberAsync(NumberWorker.POOL, NumberWorker.NUMBERS);
    world.perform(() -> {});
    if (!stage.expect(10 * SECOND, () -> number.isDone() && !number.isCompletedExceptionally())
        && monitor.isClean()) {
      monitor.violation("N2", "a fresh node gets no number: " + server.records());
    }
    if (!stage.expect(30 * SECOND, () -> identifiers.issued() > 0) && monitor.isClean()) {
      monitor.violation("G1", "a fresh node issues no identifier: " + identifiers.doing());
    }
    if (monitor.isClean()) {
      CompletableFuture<Void> released = number.join().releaseAsync();
      world.perform(identifiers::stop);
      if (!stage.expect(5 * SECOND, () -> released.isDone() && identifiers.isIdle())
          && monitor.isClean()) {
        monitor.violation("N2", "a fresh node cannot give back its numbers");
      }
    }
  }

  /**
   * Nothing is in use when nobody uses anything, and nothing is left when all are gone (X5, M7).
   */
  private void goHome() {
    if (!monitor.isClean()) {
      return;
    }
    world.perform(() -> candidates().forEach(ElectionWorker::leaveForGood));
    world.run(2 * plan.longestNanos() + 5 * SECOND);
    for (Node node : stage.alive()) {
      if (node.kit().inUse() != 0) {

        monitor.violation(
            "X5", node.name() + " uses " + node.kit().inUse() + " things though nobody uses it");
      }
    }
    List<CompletableFuture<Void>> closings = new ArrayList<>();
    world.perform(() -> stage.alive().forEach(node -> closings.add(node.close())));
    if (!stage.expect(3 * SECOND, () -> closings.stream().allMatch(CompletableFuture::isDone))
        && monitor.isClean()) {
      monitor.violation("C1", "a kit is not closed after 3 s");
    }
    world.run(plan.longestNanos() + 3 * SECOND);
    if (monitor.isClean()) {
      nothingIsLeft();
    }
  }

  private void nothingIsLeft() {
    if (server.leasedRecords() > 0) {
      monitor.violation("M7", "records are left behind:" + server.records());
    }
    if (server.sessions() > 0 || server.watches() > 0) {
      monitor.violation(
          "X5",
          server.sessions() + " sessions and " + server.watches() + " watches are left behind");
    }
    if (world.pending() > 0) {
      monitor.violation("X5", world.pending() + " timers are left behind");
    }
    for (Node node : stage.alive()) {
      for (Held held : monitor.unheard(node.machine())) {
        monitor.violation("L5", "nobody heard the end of " + held + " of " + held.exclusion());
      }
    }
  }
}

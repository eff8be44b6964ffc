package dev.lockstep.simulation;

import dev.lockstep.engine.driver.EngineAtomic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process with a kit in it, and those who use the kit. */
final class Node {
  private final Machine machine;
  private final Weather weather;
  private final SimStore store;
  private final EngineAtomic kit;
  private final List<Worker> workers = new ArrayList<>();

  /** Somebody who uses the kit, by its public calls. */
  interface Worker {
    void start();

    /** Takes nothing new, and gives up soon what it has. */
    void stop();

    boolean isIdle();

    /** The process runs on after a pause: code of the application runs before anything else. */
    void wokenUp();

    /** What it is doing, for the report. */
    String doing();
  }

  Node(Machine machine, Weather weather, SimStore store, EngineAtomic kit) {
    this.machine = machine;
    this.weather = weather;
    this.store = store;
    this.kit = kit;
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  Machine machine() {
    return machine;
  }

  void note(String what) {
    machine.note(what);
  }

  String name() {
    return machine.name();
  }

  Weather weather() {
    return weather;
  }

  SimStore store() {
    return store;
  }

  EngineAtomic kit() {
    return kit;
  }

  List<Worker> workers() {
    return workers;
  }

  void employ(Worker worker) {
    workers.add(worker);
    worker.start();
  }

  void resume() {
    machine.resume(() -> workers.forEach(Worker::wokenUp));
  }

  void crash() {
    machine.crash();
    store.hangUp();
  }

  boolean isIdle() {
    return workers.stream().allMatch(Worker::isIdle);
  }

  /** Closes the kit as {@code close()} does, without blocking. */
  CompletableFuture<Void> close() {
    return kit.giveUpEverything().whenComplete((nothing, error) -> store.close());
  }
}

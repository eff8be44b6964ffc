package dev.lockstep.memory;

import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Scheduler;
import java.time.Duration;
import java.util.Optional;

/**
 * A node under test: a store and timers that can be crashed, frozen and cut off together (S5). An
 * engine that is given {@link #store()} and {@link #scheduler()} cannot tell it from a machine.
 * Works around any store, in real and in virtual time: every delay is one of the given scheduler.
 * Thread-safe; no command blocks.
 *
 * <p>What runs on threads of the application is not stopped: a frozen node withholds what such
 * threads ask until it thaws.
 */
public final class FaultyNode {
  private final Scheduler world;
  private final NodePower power;
  private final FaultyLink link;
  private final FaultyStore store;
  private final Scheduler scheduler;

  /**
   * A node that runs and is connected.
   *
   * @param store the sound store; closed with {@link #store()}
   * @param world timers that stop for no node
   * @param link what goes wrong beside what is commanded, such as by a seed
   */
  public FaultyNode(LeaseStore store, Scheduler world, Link link) {
    this.world = world;
    this.power = new NodePower(world);
    this.link = new FaultyLink(link);
    this.store = new FaultyStore(this, store);
    this.scheduler = new NodeScheduler(world, power);
  }

  /** The store as the node sees it; {@code unwrap(FaultyNode.class)} leads back here. */
  public LeaseStore store() {
    return store;
  }

  /** The timers of the node. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The way to the backend, for all other faults. */
  public FaultyLink link() {
    return link;
  }

  /**
   * Stops the node without a word, for ever: it sends nothing, hears nothing, and none of its
   * timers fires. What it sent before still arrives. Its records stand until they are over. Its
   * store is still to be closed, which tells the backend nothing.
   */
  public void crash() {
    power.off();
    store.deafen();
  }

  /**
   * Stops the node as SIGSTOP does: replies, hints, timers and new questions are withheld. Does
   * nothing if it is frozen.
   */
  public void freeze() {
    power.freeze();
  }

  /**
   * Lets it run on: what was withheld happens now, in its order, on the scheduler's thread. Does
   * nothing if it is not frozen.
   */
  public void thaw() {
    power.thaw();
  }

  /** Cuts the node off: questions, replies and hints are lost, and nobody ever hears of it. */
  public void disconnect() {
    link.cut(Optional.of(Fate.swallowed()));
  }

  /** Cuts the node off; who asks hears after so long that nobody knows. */
  public void disconnect(Duration failsAfter) {
    link.cut(Optional.of(Fate.unreachable(failsAfter)));
  }

  /** Ends {@link #disconnect()}; who watches is told to look again, as after any gap. */
  public void reconnect() {
    link.cut(Optional.empty());
    store.lookAgain();
  }

  NodePower power() {
    return power;
  }

  /** In the world, where nothing is frozen: at once if there is nothing to wait for. */
  void after(Duration delay, Runnable event) {
    if (delay.isZero()) {
      event.run();
    } else {
      world.schedule(delay.toNanos(), event);
    }
  }
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.Kit;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where scripts are played: a backend, with what can befall it. For one script each. */
public interface Stage {
  /** The pace of this stage. */
  Pace pace();

  /** Opens a kit of that node key. */
  Kit open(String nodeKey);

  /** Opens it in another namespace. */
  Kit openElsewhere(String nodeKey);

  /** Opens it with clocks of its own. */
  Kit openClocked(String nodeKey);

  /** Sets the wall clock of that kit. */
  void stepClock(String nodeKey, Duration by);

  /** Opens it on a way of its own, whose leases and numbers have that TTL. */
  Kit openWired(String nodeKey, Duration ttl);

  /** Cuts that kit off. */
  void cut(String nodeKey);

  /** Mends its way. */
  void heal(String nodeKey);

  /** Starts a node: a process, where the backend reaches other processes. */
  Remote node(String nodeKey);

  /** From now on kits open on a backend of this script's own. */
  void alone();

  /** Ends that backend at once. */
  void stopBackend();

  /** Starts it again with its data. */
  void startBackend();

  /** Deletes the record of a lock as an operator does; false if none stood there. */
  boolean deleteRecord(String key);

  /** Waits until it is so; false if it is not within the patience. */
  boolean within(BooleanSupplier condition);

  /** Lets time pass. */
  void pass(Duration time);
}

package dev.lockstep;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** This node's part in one domain. Thread-safe. */
public interface Election extends AutoCloseable {
  /** {@return the domain} */
  String isolationKey();

  /** {@return this node's name in it} */
  String nodeKey();

  /** {@return whether this node certainly leads now: local arithmetic (E3)} */
  boolean isLeader();

  /** {@return the term of this node, if it leads} */
  Optional<Lease> term();

  /**
   * Waits until this node leads (E11). Blocks.
   *
   * @return the term
   * @throws OperationInterruptedException if interrupted
   * @throws KitClosedException when the election stops
   */
  Lease await();

  /**
   * As {@link #await()}, costing no thread.
   *
   * @return the term
   */
  CompletableFuture<Lease> awaitAsync();

  /**
   * Renews the term now (E11). Blocks at most the timeout.
   *
   * @throws LeaseLostException if this node does not lead
   */
  void extend();

  /**
   * Gives the term up; stands again once another has led or one unhealthy time has passed (E12). A
   * term of a few milliseconds may be missed. Blocks at most the operation timeout.
   *
   * @throws BackendUnavailableException if the backend did not answer; the term is over all the
   *     same, and its record is deleted in the background
   */
  void resign();

  /** Asks {@code canElect} now instead of when it is due (E5). */
  void reconsider();

  /** {@return who leads, by the backend (E8)} */
  Optional<Holder> leader();

  /**
   * Hears this node elected, ousted, elected, ... strictly alternating, beginning with its present
   * term (E4).
   *
   * @param handler runs on the listener executor; may block
   * @return what removes the handler
   */
  Registration onLeaderChanged(Consumer<? super LeaderChangedEvent> handler);

  /**
   * Hears who leads the domain, beginning with now; may skip a term, never goes back (E8).
   *
   * @param observer runs on the listener executor; may block
   * @return what removes the observer
   */
  Registration observeLeader(Consumer<? super Optional<Holder>> observer);

  /**
   * {@return the members of the domain}
   *
   * @throws InvalidOptionException without {@link ElectionOptions#keepHeartbeat()} (H3)
   */
  Membership members();

  /** Resigns, stops, and returns when nothing of the campaign is left (E11). Idempotent. */
  @Override
  void close();
}

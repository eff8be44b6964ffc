package dev.lockstep.simulation;

import dev.lockstep.engine.core.Law;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.Session;

/** The law that ships, and the wrong ones that the simulation must notice (S2). */
public enum Mutant {
  /** The law that ships. */
  NONE,
  /** A grant restarts the deadline though it only joined a session (breaks L1). */
  DEADLINE_FROM_GRANT_ON_SHARED_SESSION,
  /** A confirmation counts from its arrival (breaks L1). */
  DEADLINE_FROM_REPLY,
  /** A follower's confirmation counts from its own sending, unknown to the leader (breaks L1). */
  DEADLINE_FROM_THIS_SENDING_BEHIND_A_FOLLOWER,
  /** A late confirmation brings back what its deadline has ended (breaks L4). */
  LATE_RENEWAL_REVIVES,
  /** A term that is handed over keeps the token of the one before (breaks F1). */
  TOKEN_KEPT_AT_HAND_OVER;

  /**
   * Each mutant is noticed in one of so many seeds, counted from 1: several times as many as the
   * rarest of them needs today, since every change of the worlds draws the seeds anew.
   */
  public static final int CAUGHT_WITHIN = 2_000;

  Law law() {
    return switch (this) {
      case NONE -> Law.STANDARD;
      case DEADLINE_FROM_GRANT_ON_SHARED_SESSION ->
          new Law() {
            @Override
            public boolean grantRestarts(Session.Scope scope) {
              return true;
            }
          };
      case DEADLINE_FROM_REPLY ->
          new Law() {
            @Override
            public Moment countsFrom(Moment sent, Moment answered) {
              return answered;
            }
          };
      case DEADLINE_FROM_THIS_SENDING_BEHIND_A_FOLLOWER ->
          new Law() {
            @Override
            public boolean countsFromPrevious(Session.Basis basis) {
              return false;
            }
          };
      case LATE_RENEWAL_REVIVES ->
          new Law() {
            @Override
            public boolean lateConfirmationRevives() {
              return true;
            }
          };
      case TOKEN_KEPT_AT_HAND_OVER ->
          new Law() {
            @Override
            public long tokenAfterHandOver(long before, long granted) {
              return before;
            }
          };
    };
  }
}

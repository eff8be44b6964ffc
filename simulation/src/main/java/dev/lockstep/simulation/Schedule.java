package dev.lockstep.simulation;

import dev.lockstep.memory.MemoryProfile;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The schedules that break a naive build, each as a script in fine weather. H14, a machine that is
 * restored twice from one snapshot, is outside the contract.
 */
public enum Schedule {
  /** Renewals hang while grants on the same session pass: the session decides, not the grant. */
  H1_GRANTS_WHILE_RENEWALS_HANG(1),
  /** A renewal is confirmed by a follower that is cut off before it can tell its leader. */
  H2_FOLLOWER_CUT_OFF_AFTER_A_RENEWAL(2),
  /** Two renewals reach the follower at once, though they were sent apart; then the same. */
  H2_RENEWALS_THAT_ARRIVE_TOGETHER(102),
  /** An operator deletes the record, another acquires, the unaware first holder releases. */
  H3_UNAWARE_RELEASE(3),
  /** A release is carried out, its reply is lost, another acquires, the release comes again. */
  H4_RELEASE_TWICE(4),
  /** A late grant of an earlier attempt on the same session meets the valid term. */
  H5_LATE_GRANT_ON_OWN_SESSION(5),
  /** A grant that was withdrawn is applied late, on a session that lives on: an orphan. */
  H6_ORPHAN_ON_LIVING_SESSION(6),
  /** Hand-overs inside a kit: each term has a token of its own. */
  H7_TOKENS_AT_HAND_OVER(7),
  /** The server's clock, from which tokens are made, is set back. */
  H8_SERVER_CLOCK_SET_BACK(8),
  /** A paused holder's raise of its mark arrives after the successor has read the mark. */
  H9_ZOMBIE_RAISES_MARK(9),
  /** An observer reads from a follower that has not heard of the new leader yet. */
  H10_OLD_LEADER_AFTER_THE_NEW(10),
  /** A kit closes while a grant is in flight; sessions refuse it. */
  H11_GRANT_AFTER_CLOSE_ON_SESSION(11),
  /** A kit closes while a grant is in flight; a record without session ends with its TTL. */
  H11_GRANT_AFTER_CLOSE_ON_RECORD(111),
  /** A fixed lease of hours, its reply lost, its holder dead. */
  H12_LONG_FIXED_LEASE_OF_THE_DEAD(12),
  /** The server forgets the time to live of a record whose holder lives, and of one who is dead. */
  H13_TIME_TO_LIVE_FORGOTTEN(13);

  private static final long DELAY_NANOS = 1_000_000;

  private final int number;

  Schedule(int number) {
    this.number = number;
  }

  private MemoryProfile profile() {
    return switch (this) {
      case H1_GRANTS_WHILE_RENEWALS_HANG,
          H6_ORPHAN_ON_LIVING_SESSION,
          H7_TOKENS_AT_HAND_OVER,
          H11_GRANT_AFTER_CLOSE_ON_SESSION ->
          MemoryProfile.likeEtcd();
      case H2_FOLLOWER_CUT_OFF_AFTER_A_RENEWAL,
          H2_RENEWALS_THAT_ARRIVE_TOGETHER,
          H3_UNAWARE_RELEASE,
          H4_RELEASE_TWICE,
          H10_OLD_LEADER_AFTER_THE_NEW ->
          MemoryProfile.likeZooKeeper();
      case H5_LATE_GRANT_ON_OWN_SESSION -> MemoryProfile.likeConsul();
      case H8_SERVER_CLOCK_SET_BACK, H9_ZOMBIE_RAISES_MARK, H13_TIME_TO_LIVE_FORGOTTEN ->
          MemoryProfile.likeRedis();
      case H11_GRANT_AFTER_CLOSE_ON_RECORD, H12_LONG_FIXED_LEASE_OF_THE_DEAD ->
          MemoryProfile.likeNats();
    };
  }

  private Consumer<Script> script() {
    return switch (this) {
      case H1_GRANTS_WHILE_RENEWALS_HANG -> Scripts::grantsWhileRenewalsHang;
      case H2_FOLLOWER_CUT_OFF_AFTER_A_RENEWAL -> FollowerScripts::cutOffAfterARenewal;
      case H2_RENEWALS_THAT_ARRIVE_TOGETHER -> FollowerScripts::renewalsThatArriveTogether;
      case H3_UNAWARE_RELEASE -> Scripts::unawareRelease;
      case H4_RELEASE_TWICE -> Scripts::releaseTwice;
      case H5_LATE_GRANT_ON_OWN_SESSION -> Scripts::lateGrantMeetsTerm;
      case H6_ORPHAN_ON_LIVING_SESSION -> Scripts::orphan;
      case H7_TOKENS_AT_HAND_OVER -> Scripts::handOvers;
      case H8_SERVER_CLOCK_SET_BACK -> Scripts::serverClockSetBack;
      case H9_ZOMBIE_RAISES_MARK -> Scripts::zombieRaisesMark;
      case H10_OLD_LEADER_AFTER_THE_NEW -> FollowerScripts::oldLeaderAfterTheNew;
      case H11_GRANT_AFTER_CLOSE_ON_SESSION, H11_GRANT_AFTER_CLOSE_ON_RECORD ->
          Scripts::grantAfterClose;
      case H12_LONG_FIXED_LEASE_OF_THE_DEAD -> Scripts::longFixedLease;
      case H13_TIME_TO_LIVE_FORGOTTEN -> Scripts::timeToLiveForgotten;
    };
  }

  /** Plays it under that law; returns what was broken. */
  public List<Violation> play(Mutant mutant) {
    return play(mutant, line -> {});
  }

  /** The same; the reader hears every line of the trace. */
  public List<Violation> play(Mutant mutant, Consumer<String> reader) {
    Stage stage =
        new Stage(-number, new SplittableRandom(number), profile(), DELAY_NANOS, mutant, reader);
    script().accept(new Script(stage));
    return List.copyOf(stage.monitor().violations());
  }
}

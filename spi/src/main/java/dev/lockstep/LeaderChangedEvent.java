package dev.lockstep;

/**
 * A change of this node's leadership (E4).
 *
 * @param isLeader whether it leads from now on
 * @param nodeKey this node
 * @param isolationKey the domain
 * @param token the token of the term that begins or ends
 */
public record LeaderChangedEvent(
    boolean isLeader, String nodeKey, String isolationKey, long token) {}

package dev.lockstep;

/**
 * A node joined or departed (H5).
 *
 * @param joined whether it joined
 * @param nodeKey the node
 * @param incarnation greater each time the node comes back
 */
public record MemberEvent(boolean joined, String nodeKey, long incarnation) {}

package dev.lockstep;

import java.time.Instant;

/**
 * Who holds something (M12).
 *
 * @param kind what is held
 * @param key its name; for a node or a number: domain or pool, a slash, and the node key or number
 * @param nodeKey the node that holds it
 * @param token its fencing token
 * @param since when it was granted, by the holder's own wall clock: for people, never for decisions
 * @param metadata what the holder shows
 */
public record Holder(
    LeaseKind kind, String key, String nodeKey, long token, Instant since, Metadata metadata) {}

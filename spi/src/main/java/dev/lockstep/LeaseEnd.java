package dev.lockstep;

import java.util.Optional;

/**
 * The one end of a lease (L5).
 *
 * @param kind what it was about
 * @param key its name
 * @param token its fencing token
 * @param cause why it ended
 * @param error the last failed renewal, if that was the reason
 */
public record LeaseEnd(
    LeaseKind kind, String key, long token, EndCause cause, Optional<Throwable> error) {}

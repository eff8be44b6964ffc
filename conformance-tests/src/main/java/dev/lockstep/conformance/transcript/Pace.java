package dev.lockstep.conformance.transcript;

import java.time.Duration;

/**
 * How long in real time is what a script calls brief, a moment, or for ever.
 *
 * @param brief a TTL, a minimum hold, an unhealthy time: to be waited for, yet longer than what a
 *     script does meanwhile
 * @param moment the longest wait of who is impatient
 * @param patience what has not happened by then will not
 */
public record Pace(Duration brief, Duration moment, Duration patience) {}

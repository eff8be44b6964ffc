package dev.lockstep.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A record.
 *
 * @param key where it stands
 * @param term which lease it belongs to
 * @param body what the engine wrote; not copied
 * @param version moves with every write of the key
 * @param token that of the write which granted the term, constant while the term lasts (F2)
 * @param left how long it stands if nothing renews it, where the backend tells; a waiter looks
 *     again then
 */
@SuppressWarnings(
    "ArrayRecordComponent") // A copy per hop would cost more than the promise not to change it.
public record Entry(
    Key key, UUID term, byte[] body, long version, long token, Optional<Duration> left) {}

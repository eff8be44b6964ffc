package dev.lockstep.port;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;

import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** A node that takes records: a store and one session. */
public record Node(LeaseStore store, Session session) {
  /** A node with a session of that time to live. */
  public static Node on(LeaseStore store, Duration ttl) {
    return new Node(store, answer(store.open(ttl)));
  }

  /** Takes a free key for a new term. */
  public Entry take(Key key) {
    return take(key, session);
  }

  /** Takes a free key for a new term, on another session or on none. */
  public Entry take(Key key, Session on) {
    UUID term = UUID.randomUUID();
    Outcome.Done done = done(store.grant(key, term, body("of " + key.name()), on));
    return answer(store.get(key))
        .filter(entry -> entry.term().equals(term) && entry.token() == done.token())
        .orElseThrow(() -> new AssertionError("granted, but it does not stand: " + key));
  }

  /** A body of text. */
  public static byte[] body(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A key of a mutex. */
  public static Key mutex(String name) {
    return new Key("mutex", "", name);
  }

  /** A key in a domain. */
  public static Key number(String pool, String name) {
    return new Key("number", pool, name);
  }
}

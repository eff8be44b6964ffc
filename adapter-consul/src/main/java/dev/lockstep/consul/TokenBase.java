package dev.lockstep.consul;

import dev.lockstep.spi.History;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The record of the history: its id, and what is added to Consul's indexes to make tokens of them
 * (F4). Each granting transaction compares this record's index, so that none is ever made with a
 * base that was raised, or of a history that is gone. Thread-safe; blocks.
 */
final class TokenBase {
  private final Agent agent;
  private final Layout layout;
  private final String endpoint;
  private final LongSupplier wallMillis;
  private volatile Known known = new Known(0, new History("", 0));

  TokenBase(Agent agent, Layout layout, String endpoint, LongSupplier wallMillis) {
    this.agent = agent;
    this.layout = layout;
    this.endpoint = endpoint;
    this.wallMillis = wallMillis;
  }

  /**
   * What was read.
   *
   * @param index of the write that made or raised it
   */
  record Known(long index, History history) {
    /** Every token is greater. */
    long base() {
      return history.tokenBase();
    }
  }

  /** As last read: for the next transaction. */
  Known known() {
    return known;
  }

  /** Reads it, and makes it if there is none. */
  Known read() {
    return read(agent);
  }

  /** The same by an agent with another timeout. */
  Known read(Agent asked) {
    while (true) {
      Agent.Answer answer = asked.get(path(), "consistent");
      List<Stored> stored = Stored.in(answer);
      if (!stored.isEmpty()) {
        Known read = parse(stored.get(0));
        known = read;
        return read;
      }
      // Such that tokens follow the clock: above all that a lost history can have issued, below
      // all that a later one will.
      long base = Math.max(1, wallMillis.getAsLong() * 1000 - answer.index());
      write(asked, 0, new History(UUID.randomUUID().toString(), base));
    }
  }

  /** Raises it to at least that. */
  Known raise(long atLeast) {
    Known now = read();
    while (now.base() < atLeast) {
      write(agent, now.index(), new History(now.history().id(), atLeast));
      now = read();
    }
    return now;
  }

  /** Whoever comes second finds what the first has written. */
  private void write(Agent asked, long before, History history) {
    asked.put(path(), new String(history.encode(), StandardCharsets.UTF_8), "cas=" + before);
  }

  private String path() {
    return "/v1/kv/" + layout.history();
  }

  private Known parse(Stored stored) {
    return new Known(stored.index(), History.decode(layout.history(), endpoint, stored.value()));
  }
}

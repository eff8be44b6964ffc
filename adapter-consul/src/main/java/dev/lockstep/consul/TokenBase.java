package dev.lockstep.consul;

import dev.lockstep.BackendRefusedException;
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
  private final LongSupplier wallMillis;
  private volatile Known known = new Known(0, "", 0);

  TokenBase(Agent agent, Layout layout, LongSupplier wallMillis) {
    this.agent = agent;
    this.layout = layout;
    this.wallMillis = wallMillis;
  }

  /**
   * What was read.
   *
   * @param index of the write that made or raised it
   * @param id of the history
   * @param base every token is greater
   */
  record Known(long index, String id, long base) {
    History history() {
      return new History(id, base);
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
      write(asked, 0, UUID.randomUUID().toString(), base);
    }
  }

  /** Raises it to at least that. */
  Known raise(long atLeast) {
    Known now = read();
    while (now.base() < atLeast) {
      write(agent, now.index(), now.id(), atLeast);
      now = read();
    }
    return now;
  }

  /** Whoever comes second finds what the first has written. */
  private void write(Agent asked, long before, String id, long base) {
    asked.put(path(), "1 " + id + " " + base, "cas=" + before);
  }

  private String path() {
    return "/v1/kv/" + layout.history();
  }

  private Known parse(Stored stored) {
    String[] words = new String(stored.value(), StandardCharsets.US_ASCII).split(" ", -1);
    if (words.length < 3 || !words[0].equals("1")) {
      throw new BackendRefusedException(
          "the record of the history, "
              + layout.history()
              + ", is in a format that this release does not read; use one major version of Lockstep"
              + " everywhere, and a namespace that nobody else writes to",
          layout.history(),
          null,
          null);
    }
    return new Known(stored.index(), words[1], Long.parseLong(words[2]));
  }
}

package dev.lockstep.nats;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.spi.History;
import io.nats.client.api.MessageInfo;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The record of the history as it stands.
 *
 * @param sequence of its last write
 * @param written when that was, by the server's clock
 * @param history that it tells of
 * @param after which sequence it was written: not soon after it, it is of another stream
 * @param raised whether another base held just before
 */
record HistoryLine(long sequence, Instant written, History history, long after, boolean raised) {
  static final String RAISED = " raised";

  /** More than are written between two requests. */
  private static final long SOON = 1L << 30;

  /**
   * Behind the history: after which sequence of the stream it was written, and if it was raised.
   */
  private static final Pattern MORE =
      Pattern.compile("1 \\S+ \\d+ (\\d{1,18})(" + RAISED + ")?( .*)?");

  static HistoryLine of(MessageInfo stored, String path, String endpoint) {
    byte[] data = stored.getData() == null ? new byte[0] : stored.getData();
    Matcher more = MORE.matcher(new String(data, UTF_8));
    boolean says = more.matches();
    return new HistoryLine(
        stored.getSeq(),
        stored.getTime() == null ? Instant.EPOCH : stored.getTime().toInstant(),
        History.decode(path, endpoint, data),
        says ? Long.parseLong(more.group(1)) : 0,
        says && more.group(2) != null);
  }

  boolean isOfThisStream() {
    return sequence > after && sequence - after < SOON;
  }
}

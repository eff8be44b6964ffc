package dev.lockstep.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;

/**
 * Who must confirm what is written before it counts.
 *
 * @param needed how many replicas; 0 if the primary's word suffices
 * @param patience for how long the primary waits for them, and whoever else asked meanwhile
 */
record Replicas(int needed, Duration patience) {
  /** That too few did. */
  static final class TooFew extends RedisException {
    private static final long serialVersionUID = 1L;

    TooFew(String message) {
      super(message);
    }
  }

  boolean areNeededFor(Script script) {
    return needed > 0 && script.grantsTime();
  }

  /**
   * To be sent in one write with what is to be confirmed: on a connection that was made anew
   * meanwhile it would be answered for what that one wrote, which is nothing.
   */
  AsyncCommand<byte[], byte[], Long> confirmation() {
    return new AsyncCommand<>(
        new Command<>(
            CommandType.WAIT,
            new IntegerOutput<>(ByteArrayCodec.INSTANCE),
            new CommandArgs<>(ByteArrayCodec.INSTANCE).add(needed).add(patience.toMillis())));
  }

  <T> T confirmed(T reply, long count) {
    if (count < needed) {
      throw new TooFew(
          "only "
              + count
              + " of "
              + needed
              + " replicas confirmed it within "
              + patience.toMillis()
              + " ms");
    }
    return reply;
  }
}

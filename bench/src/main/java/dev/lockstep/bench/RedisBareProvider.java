package dev.lockstep.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Lettuce alone. */
public final class RedisBareProvider implements BareProvider {
  /** For the service loader. */
  public RedisBareProvider() {}

  @Override
  public String backend() {
    return "redis";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.of(new Commands());
  }

  @Override
  public Bare open(BareTarget target) {
    return new RedisBare(target, target.lent(RedisClient.class));
  }

  /** Each command is an array of strings that say their lengths. */
  static final class Commands implements Framing {
    @Override
    public int length(ByteBuffer bytes) {
      int words = number('*', bytes);
      for (int word = 0; word < words; word++) {
        int length = number('$', bytes);
        if (length < 0 || bytes.remaining() < length + 2) {
          return 0;
        }
        bytes.position(bytes.position() + length + 2);
      }
      return words < 0 ? 0 : bytes.position();
    }

    @Override
    public boolean isRequest(ByteBuffer frame) {
      return true;
    }

    /** The number on the line behind that sign; -1 if its end is not there yet. */
    private static int number(char sign, ByteBuffer bytes) {
      int begin = bytes.position();
      while (bytes.hasRemaining()) {
        if (bytes.get() == '\n') {
          byte[] line = new byte[bytes.position() - begin];
          bytes.get(begin, line);
          if (line[0] != sign) {
            throw new IllegalArgumentException("no command of Redis");
          }
          return Integer.parseInt(new String(line, 1, line.length - 3, US_ASCII));
        }
      }
      if (bytes.position() > begin && bytes.get(begin) != sign) {
        throw new IllegalArgumentException("no command of Redis");
      }
      return -1;
    }
  }
}

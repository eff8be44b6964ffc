package dev.lockstep.bench.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareProvider;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.bench.Framing;
import io.nats.client.Connection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** jnats alone. */
public final class NatsBareProvider implements BareProvider {
  /** For the service loader. */
  public NatsBareProvider() {}

  @Override
  public String backend() {
    return "nats";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.of(new Verbs());
  }

  @Override
  public Bare open(BareTarget target) {
    return new NatsBare(target, target.lent(Connection.class));
  }

  /** Lines; behind one that publishes, what it publishes, whose length is its last word. */
  static final class Verbs implements Framing {
    @Override
    public int length(ByteBuffer bytes) {
      int end = 0;
      while (end < bytes.remaining() && bytes.get(end) != '\n') {
        end++;
      }
      if (bytes.get(0) < 'A' || bytes.get(0) > 'Z') {
        throw new IllegalArgumentException("no NATS");
      }
      if (end == bytes.remaining()) {
        return 0;
      }
      int line = end + 1;
      if (!isRequest(bytes)) {
        return line;
      }
      byte[] text = new byte[line];
      bytes.get(0, text);
      List<String> words = List.of(new String(text, US_ASCII).strip().split(" ", -1));
      return line + Integer.parseInt(words.get(words.size() - 1)) + 2;
    }

    @Override
    public boolean isRequest(ByteBuffer frame) {
      return frame.get(0) == 'H' || (frame.get(0) == 'P' && frame.get(1) == 'U');
    }
  }
}

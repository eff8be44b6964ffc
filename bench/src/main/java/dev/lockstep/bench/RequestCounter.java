package dev.lockstep.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Counts the requests of all connections of a proxy. Thread-safe. */
final class RequestCounter implements Supplier<Consumer<byte[]>> {
  private final Framing framing;
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile boolean foreign;

  RequestCounter(Framing framing) {
    this.framing = framing;
  }

  /** The ear of one more connection. */
  @Override
  public Consumer<byte[]> get() {
    return new Ear();
  }

  /** Those so far. */
  long requests() {
    return requests.sum();
  }

  /** Whether something came that could not be told apart, as under TLS. */
  boolean isForeign() {
    return foreign;
  }

  /** What those took. */
  long bytes() {
    return bytes.sum();
  }

  private final class Ear implements Consumer<byte[]> {
    private byte[] rest = {};

    @Override
    public void accept(byte[] sent) {
      ByteBuffer all = ByteBuffer.allocate(rest.length + sent.length).put(rest).put(sent).flip();
      try {
        cut(all);
      } catch (RuntimeException otherProtocol) {
        foreign = true;
        all.position(all.limit());
      }
      rest = new byte[all.remaining()];
      all.get(rest);
    }

    private void cut(ByteBuffer all) {
      while (all.hasRemaining()) {
        int length = framing.length(all.slice());
        if (length == 0 || length > all.remaining()) {
          return;
        }
        if (framing.isRequest(all.slice(all.position(), length))) {
          requests.increment();
          bytes.add(length);
        }
        all.position(all.position() + length);
      }
    }
  }
}

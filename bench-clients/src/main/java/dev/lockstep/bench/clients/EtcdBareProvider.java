package dev.lockstep.bench.clients;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareProvider;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.bench.Framing;
import io.etcd.jetcd.Client;
import java.nio.ByteBuffer;
import java.util.Optional;

/** jetcd alone. */
public final class EtcdBareProvider implements BareProvider {
  /** For the service loader. */
  public EtcdBareProvider() {}

  @Override
  public String backend() {
    return "etcd";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.of(new Http2());
  }

  @Override
  public Bare open(BareTarget target) {
    return new EtcdBare(target, target.lent(Client.class));
  }

  /** A message of gRPC is a frame of data; all else is talk about the connection. */
  static final class Http2 implements Framing {
    private static final int PREFACE = 24;
    private static final int HEAD = 9;
    private static final int DATA = 0;

    @Override
    public int length(ByteBuffer bytes) {
      if (bytes.get(0) == 'P') {
        return PREFACE;
      }
      if (bytes.remaining() < HEAD) {
        return 0;
      }
      int length = bytes.getInt(0) >>> 8;
      if (length > 1 << 20) {
        throw new IllegalArgumentException("no HTTP/2");
      }
      return HEAD + length;
    }

    @Override
    public boolean isRequest(ByteBuffer frame) {
      return frame.get(0) != 'P' && frame.get(3) == DATA && frame.remaining() > HEAD;
    }
  }
}

package dev.lockstep.bench.clients;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareProvider;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.bench.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;

/** The client of ZooKeeper alone, as Curator keeps it. */
public final class ZooKeeperBareProvider implements BareProvider {
  /** For the service loader. */
  public ZooKeeperBareProvider() {}

  @Override
  public String backend() {
    return "zookeeper";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.of(new Packets());
  }

  @Override
  public Bare open(BareTarget target) {
    return new ZooKeeperBare(target, target.lent(CuratorFramework.class));
  }

  /** Packets that say their length; behind it their number, which is not positive in talk. */
  static final class Packets implements Framing {
    private static final int NUMBER = 4;

    @Override
    public int length(ByteBuffer bytes) {
      if (bytes.remaining() < 2 * NUMBER) {
        return 0;
      }
      int length = bytes.getInt(0);
      if (length < NUMBER || length > 1 << 22) {
        throw new IllegalArgumentException("no ZooKeeper");
      }
      return NUMBER + length;
    }

    @Override
    public boolean isRequest(ByteBuffer frame) {
      return frame.getInt(NUMBER) > 0;
    }
  }
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import java.util.concurrent.locks.ReentrantLock;

/** What is wrong, and the default kit, through the public API. */
final class RealErrors implements ErrorVerbs, AutoCloseable {
  /** A process has one default kit, and one script at a time may have it. */
  private static final ReentrantLock DEFAULT = new ReentrantLock();

  private final Props props;

  RealErrors(Props props) {
    this.props = props;
  }

  @Override
  public String wrong(String kit, Wrong what) {
    what.commit(props.kit(kit));
    return "accepted";
  }

  @Override
  public String makeDefault(String kit) {
    own();
    Lockstep.setDefaultKit(props.kit(kit));
    return "";
  }

  @Override
  public String forgetDefault() {
    own();
    Lockstep.resetDefaultKit();
    return "";
  }

  @Override
  public String defaultKit() {
    own();
    Kit kit = Lockstep.defaultKit();
    return props.nameOf(kit);
  }

  private static void own() {
    if (!DEFAULT.isHeldByCurrentThread()) {
      DEFAULT.lock();
    }
  }

  @Override
  public void close() {
    if (DEFAULT.isHeldByCurrentThread()) {
      Lockstep.resetDefaultKit();
      DEFAULT.unlock();
    }
  }
}

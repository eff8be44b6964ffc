package dev.lockstep.conformance.harness;

import dev.lockstep.servers.RealServer;

/** The same for a server that {@link dev.lockstep.servers.Servers} knows how to start. */
public abstract class RealServerUnderTest extends ServerUnderTest {
  private final RealServer server;

  /**
   * That server, which is closed with this.
   *
   * @param server one of our own
   * @throws IllegalArgumentException if it is not our own: it would be killed (S4)
   */
  protected RealServerUnderTest(RealServer server) {
    if (!server.owned()) {
      throw new IllegalArgumentException("the suite kills only servers of its own: " + server);
    }
    this.server = server;
  }

  @Override
  public final String name() {
    return server.name();
  }

  @Override
  public final String url() {
    return server.url();
  }

  @Override
  public final void stop() {
    server.kill();
  }

  @Override
  public final void start() {
    server.restart();
  }

  /** Ends the server too; who overrides it calls it. */
  @Override
  public void close() {
    super.close();
    server.close();
  }
}

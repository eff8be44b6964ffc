package dev.lockstep.servers;

/**
 * A server that another one is, with something added: each operation goes to that one. Thread-safe
 * as far as that one is.
 */
public abstract class ForwardingServer implements RealServer {
  private final RealServer server;

  /**
   * Forwards.
   *
   * @param server which it is
   */
  protected ForwardingServer(RealServer server) {
    this.server = server;
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public String origin() {
    return server.origin();
  }

  @Override
  public String host() {
    return server.host();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public boolean owned() {
    return server.owned();
  }

  @Override
  public void kill() {
    server.kill();
  }

  @Override
  public void pause() {
    server.pause();
  }

  @Override
  public void resume() {
    server.resume();
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return server.toString();
  }
}

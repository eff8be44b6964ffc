package dev.lockstep.zookeeper;

import dev.lockstep.servers.RealServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A server that lets in nobody but one.
 *
 * @param server which it is
 */
record GuardedServer(RealServer server, String user, String password) implements RealServer {
  @Override
  public String url() {
    String login = user + ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
    return server.url().replace("://", "://" + login);
  }

  @Override
  public String name() {
    return server.name();
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
}

package dev.lockstep.zookeeper;

import dev.lockstep.servers.ForwardingServer;
import dev.lockstep.servers.RealServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A server that lets in nobody but one. */
final class GuardedServer extends ForwardingServer {
  private final String user;
  private final String password;

  GuardedServer(RealServer server, String user, String password) {
    super(server);
    this.user = user;
    this.password = password;
  }

  @Override
  public String url() {
    String login = user + ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
    return super.url().replace("://", "://" + login);
  }
}

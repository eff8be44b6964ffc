package dev.lockstep.redis;

import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The port on a single primary. */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class RedisPortTest extends RedisPort {
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = Servers.redis().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String url() {
    return server.url();
  }
}

package dev.lockstep.zookeeper;

import java.io.IOException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/** A handle of the client, which connects without resting, and the gate before it. Thread-safe. */
final class Handle extends ZooKeeper {
  private final Gate gate;

  /**
   * Begins to connect.
   *
   * @param gate is told when there is a connection, and when there is none
   * @param inVain told when it has tried each server once, and none answered
   */
  Handle(
      String servers,
      int timeoutMillis,
      Watcher watcher,
      ZKClientConfig settings,
      Gate gate,
      Runnable inVain)
      throws IOException {
    super(
        servers,
        timeoutMillis,
        event -> {
          switch (event.getState()) {
            case Expired, AuthFailed, Closed -> gate.open();
            default -> {}
          }
          watcher.process(event);
        },
        false,
        new PromptServers(servers, gate, inVain),
        settings);
    this.gate = gate;
  }

  Gate gate() {
    return gate;
  }
}

package dev.lockstep.zookeeper;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why no server answers. The client does not tell, and tries again and again; where each server
 * refuses connections, or has no address, that is for nothing.
 */
final class Refusal {
  private Refusal() {}

  /**
   * Looks. Blocks.
   *
   * @param bound for each server
   * @return what the last server said, if all refuse; nothing if one may yet answer
   */
  static Optional<IOException> of(List<InetSocketAddress> servers, Duration bound) {
    Optional<IOException> said = Optional.empty();
    for (InetSocketAddress server : servers) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(server.getHostString(), server.getPort()),
            (int) Math.max(1, bound.toMillis()));
        return Optional.empty();
      } catch (ConnectException | UnknownHostException refused) {
        said = Optional.of(refused);
      } catch (IOException silence) {
        return Optional.empty();
      }
    }
    return said;
  }
}

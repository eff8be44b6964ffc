package dev.lockstep.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports nobody listens on, taken from below the range the system gives to outgoing connections.
 *
 * <p>A port inside that range may be handed to a client as its own end while our server is down; a
 * client that reconnects to it can then even be connected to itself, and the server never gets its
 * port back.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int BEYOND = 32_768;

  /** What this JVM uses or means to use again after a restart, listening or not. */
  private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /**
   * Takes a port for this JVM, until it is {@linkplain #release(int) given back}; another process
   * may still be quicker to listen on it.
   */
  public static int take() {
    try {
      return take(1).get(0);
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /** Gives a port back that will not be listened on again. */
  public static void release(int port) {
    release(List.of(port));
  }

  /** Takes ports for this JVM; another process may still be quicker to listen on them. */
  static List<Integer> take(int count) throws IOException {
    List<Integer> taken = new ArrayList<>();
    for (int attempt = 0; attempt < 1_000 && taken.size() < count; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
      if (OURS.add(candidate)) {
        if (isFree(candidate)) {
          taken.add(candidate);
        } else {
          OURS.remove(candidate);
        }
      }
    }
    if (taken.size() < count) {
      release(taken);
      throw new IOException("no free port between " + FIRST + " and " + (BEYOND - 1));
    }
    return List.copyOf(taken);
  }

  /** Gives ports back that will not be listened on again. */
  static void release(List<Integer> ports) {
    ports.forEach(OURS::remove);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Site.loopback(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.lockstep.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ports nobody listens on, taken from below the range the system gives to outgoing connections.
 *
 * <p>A port inside that range may be handed to a client as its own end while our server is down; a
 * client that reconnects to it can then even be connected to itself, and the server never gets its
 * port back.
 *
 * <p>A taken port is ours whether anybody listens on it or not: a killed server comes back to its
 * port, and so does a proxy that refused for a while. Other JVMs are kept off it meanwhile by the
 * lock of one byte of a file that all JVMs of a user share, the byte at the port's number; the
 * system lets go of it when a JVM ends, however it ends.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int BEYOND = 32_768;
  private static final int ATTEMPTS = 1_000;

  private static final ReentrantLock OPENING = new ReentrantLock();

  /**
   * Never closed: the system drops all locks that a process has on a file when the process closes
   * any channel of it.
   */
  private static @Nullable FileChannel claims;

  private static final Map<Integer, FileLock> OURS = new ConcurrentHashMap<>();

  private FreePorts() {}

  /**
   * Takes a port for this JVM, until it is {@linkplain #release(int) given back}: no other JVM of
   * this user takes it.
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

  /** Takes ports that no other JVM of this user takes before they are released. */
  static List<Integer> take(int count) throws IOException {
    List<Integer> taken = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && taken.size() < count; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
      if (takeThis(candidate)) {
        taken.add(candidate);
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
    for (int port : ports) {
      FileLock claim = OURS.remove(port);
      if (claim != null) {
        release(claim);
      }
    }
  }

  /** Takes that port; false if somebody has it or listens on it. */
  static boolean takeThis(int port) throws IOException {
    FileLock claim = claim(port);
    if (claim == null) {
      return false;
    }
    if (!isFree(port)) {
      release(claim);
      return false;
    }
    OURS.put(port, claim);
    return true;
  }

  private static @Nullable FileLock claim(int port) throws IOException {
    try {
      return claims().tryLock(port, 1, false);
    } catch (OverlappingFileLockException ours) {
      return null;
    }
  }

  private static void release(FileLock claim) {
    try {
      claim.release();
    } catch (IOException e) {
      // It ends with this JVM at the latest.
    }
  }

  private static FileChannel claims() throws IOException {
    OPENING.lock();
    try {
      FileChannel open = claims;
      if (open == null) {
        // One for each user: that of another user, in the directory of all, may not be written.
        Path file =
            Path.of(
                System.getProperty("java.io.tmpdir"),
                "lockstep-ports-" + System.getProperty("user.name"));
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        claims = open;
      }
      return open;
    } finally {
      OPENING.unlock();
    }
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

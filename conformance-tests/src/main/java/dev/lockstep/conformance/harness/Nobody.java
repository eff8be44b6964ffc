package dev.lockstep.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened at, so that connections to it are made, by somebody who never accepts
 * one: all that is sent there is swallowed. Thread-safe.
 */
final class Nobody implements AutoCloseable {
  private static final int CONNECTIONS = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ServerSocket port;

  /** Where a server like that one would be; without its credentials. */
  String url(String server) {
    String scheme = server.substring(0, server.indexOf(':'));
    lock.lock();
    try {
      ServerSocket silent = port;
      if (silent == null) {
        silent = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress());
        port = silent;
      }
      return scheme + "://127.0.0.1:" + silent.getLocalPort();
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try (ServerSocket open = port) {
      port = null;
    } catch (IOException closedAnyway) {
      throw new UncheckedIOException(closedAnyway);
    } finally {
      lock.unlock();
    }
  }
}

package dev.lockstep.servers;

import java.net.InetSocketAddress;

/**
 * One real server, ready for clients. Thread-safe: the operations on one server run one after the
 * other.
 *
 * <p>A server that is not {@linkplain #owned() owned} was given by the environment: {@link #kill},
 * {@link #pause}, {@link #resume}, {@link #restart} and {@link #stop} throw {@link
 * UnsupportedOperationException} and touch nothing, and {@link #close} leaves it running (rule S4).
 */
public interface RealServer extends AutoCloseable {

  /** The backend, for example {@code redis}. */
  String name();

  /** What a client connects with; carries the password, where there is one, so never log it. */
  String url();

  /** Where the server was found, in words for a person. */
  String origin();

  /** The host of {@link #endpoint()}; {@code 127.0.0.1} for an owned server. */
  String host();

  /** The port of {@link #endpoint()}; an owned server keeps it over restarts. */
  int port();

  /** The address clients connect to. */
  default InetSocketAddress endpoint() {
    return new InetSocketAddress(host(), port());
  }

  /** Whether the server is ours, so that it may be killed, paused, restarted and flushed. */
  boolean owned();

  /** Ends the process at once (SIGKILL) and returns when it is gone; nothing if it has ended. */
  void kill();

  /** Freezes the process (SIGSTOP) and returns when it stands still; its sockets stay open. */
  void pause();

  /** Lets a paused process run on (SIGCONT). */
  void resume();

  /**
   * Starts the server again on the same port and data, after stopping it where it still runs, and
   * returns when it accepts a write. What it acknowledged before is kept.
   *
   * @throws ServerFailed if it does not come back within half a minute
   */
  void restart();

  /** Asks the process to end (SIGTERM), kills it after ten seconds, and keeps the data. */
  void stop();

  /** Ends an owned server and deletes its data; idempotent. */
  @Override
  void close();
}

package dev.lockstep.engine.driver;

import dev.lockstep.Metadata;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Where a lock was taken: what others read unless they are told something else (M12). */
final class Origin {
  private static final String PROCESS = "host=" + host() + " pid=" + ProcessHandle.current().pid();

  private Origin() {}

  static Metadata metadata() {
    String thread = Thread.currentThread().getName();
    String shown = thread.length() > 200 ? thread.substring(0, 200) : thread;
    return Metadata.of(PROCESS + " thread=" + shown);
  }

  private static String host() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isBlank())
        .orElseGet(
            () -> {
              try {
                return InetAddress.getLocalHost().getHostName();
              } catch (UnknownHostException nameless) {
                return "unknown";
              }
            });
  }
}

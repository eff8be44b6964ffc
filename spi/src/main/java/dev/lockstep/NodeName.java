package dev.lockstep;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** The default name of a node: {@code host-pid-1a2b3c4d}. */
final class NodeName {
  private static final int LONGEST_HOST = 255;

  private NodeName() {}

  static String ofThisProcess() {
    String host = host();
    return String.format(
        Locale.ROOT,
        "%s-%d-%08x",
        host.length() > LONGEST_HOST ? host.substring(0, LONGEST_HOST) : host,
        ProcessHandle.current().pid(),
        ThreadLocalRandom.current().nextInt());
  }

  private static String host() {
    Path kernel = Path.of("/proc/sys/kernel/hostname");
    try {
      // InetAddress may ask a name server, and a broken one would cost seconds at every connect.
      String name = Files.isReadable(kernel) ? Files.readString(kernel).trim() : "";
      return name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name;
    } catch (IOException unreadable) {
      return "localhost";
    }
  }
}

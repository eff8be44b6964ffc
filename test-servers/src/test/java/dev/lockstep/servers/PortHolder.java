package dev.lockstep.servers;

import java.io.IOException;

/** A JVM that takes a port and does not listen on it, as one does whose server is down. */
final class PortHolder {
  private PortHolder() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("took " + FreePorts.take(1).get(0));
    while (System.in.read() >= 0) {
      // Until nobody is there who could say anything.
    }
  }
}

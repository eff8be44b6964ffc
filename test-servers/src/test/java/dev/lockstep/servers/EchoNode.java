package dev.lockstep.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A node that answers each line, and dies when told to. */
final class EchoNode {
  private EchoNode() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("ready " + String.join(",", arguments) + " " + System.getProperty("mark"));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("die")) {
        System.err.println("dying as told");
        System.exit(7);
      }
      System.out.println("event for " + line);
      System.out.println("heard " + line);
    }
  }
}

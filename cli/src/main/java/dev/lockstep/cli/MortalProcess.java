package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import dev.lockstep.servers.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A node in a JVM of its own, to be ended by SIGKILL. */
final class MortalProcess implements MortalNode {
  private static final Duration STARTUP = Duration.ofSeconds(30);
  private static final String LEADS = "leads ";

  private final NodeProcess process;

  private MortalProcess(NodeProcess process) {
    this.process = process;
  }

  /** Says the URL on the child's standard input, where no other process can read the password. */
  static MortalProcess start(String url, String namespace, String name) {
    NodeProcess process = NodeProcess.start(MortalProcess.class);
    process.send(url);
    process.send(namespace);
    process.send(name);
    return new MortalProcess(process);
  }

  @Override
  public long lead() {
    process.send("stand");
    String line = process.await(said -> said.startsWith(LEADS), STARTUP);
    return Long.parseLong(line.substring(LEADS.length()));
  }

  @Override
  public String kill() {
    process.kill();
    return "process " + process.pid() + " is killed (SIGKILL)";
  }

  @Override
  public void close() {
    process.close();
  }

  /** The child: stands when it is told to, and ends when its standard input does. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String url = told.readLine();
    String namespace = told.readLine();
    String name = told.readLine();
    try (Kit kit = Lockstep.connect(MortalNode.options(url, namespace, name))) {
      for (String line = told.readLine(); line != null; line = told.readLine()) {
        System.out.println(LEADS + Demo.stand(kit).await().token());
      }
    }
  }
}

package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.NodeHost;
import dev.lockstep.conformance.NodeMain;
import dev.lockstep.conformance.NodeSetup;
import dev.lockstep.servers.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A node in a JVM of its own. */
final class ProcessNode implements NodeHost {
  /** More than its connecting may take, so that it tells itself why it could not. */
  private static final Duration START = Duration.ofSeconds(90);

  /** Small and quick to start: several of them share a machine with the suite. */
  private static final List<String> JVM =
      List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final AtomicLong ids = new AtomicLong();
  private final NodeProcess process;

  ProcessNode(NodeSetup setup) {
    process =
        NodeProcess.startAlike(
            JVM,
            NodeMain.class,
            List.of(
                setup.namespace(),
                setup.nodeKey(),
                Long.toString(setup.operationTimeout().toMillis())));
    // Not an argument: everybody on the machine reads those, and a URL may carry a password (X6).
    process.send(setup.url());
    process.await(line -> line.equals("ready"), START);
  }

  @Override
  public String ask(String line, Duration bound) {
    String id = Long.toString(ids.incrementAndGet());
    String answer = process.ask(id + " " + line, heard -> heard.startsWith(id + " "), bound);
    return answer.substring(id.length() + 1);
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void freeze() {
    process.pause();
  }

  @Override
  public void thaw() {
    process.resume();
  }

  @Override
  public void close() {
    process.close();
  }
}

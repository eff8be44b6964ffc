package dev.lockstep.conformance;

import dev.lockstep.ElectionOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a node is told about elections; see {@link ElectionDesk}. Thread-safe. */
record ElectionNode(Node node) {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(90);

  /** Joins an election; true if it leads at once. */
  boolean enable(ElectionOptions options) {
    String line = "enable " + options.isolationKey() + " " + ElectionText.write(options);
    return Boolean.parseBoolean(node.ask(line, BOUND, "enabled")[1]);
  }

  /** Whether it leads, and when it said so; token 0 if it does not. */
  Node.Held leads(String domain) {
    String[] words = node.ask("leads " + domain, BOUND, "leads");
    return new Node.Held(
        Boolean.parseBoolean(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
  }

  void leave(String domain) {
    node.ask("leave " + domain, BOUND, "left");
  }

  /** Leads as often as it is let; see {@link Regent}. */
  CompletableFuture<List<Section>> reignLater(String domain, Duration time) {
    String line = "reign " + domain + " " + time.toMillis();
    return node.later(() -> Section.parseAll(String.join(" ", node.ask(line, LONG, "sections"))));
  }

  /** The same without end; nobody hears of the terms. */
  void reignUntilKilled(String domain) {
    node.untilKilled("reign " + domain + " " + LONG.toMillis());
  }

  /** SIGKILL; returns the time before it. */
  long kill() {
    return node.kill();
  }

  void freeze() {
    node.freeze();
  }

  void thaw() {
    node.thaw();
  }
}

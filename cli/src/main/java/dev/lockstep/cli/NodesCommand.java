package dev.lockstep.cli;

import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep nodes}. */
@Command(
    name = "nodes",
    header = "Show the nodes that are alive.",
    description =
        "Prints the nodes with a live heartbeat: their domain, their name, and since when. A dead"
            + " node is there until its heartbeat is over.")
final class NodesCommand implements Callable<Integer> {
  private static final long LOOK_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final PrintWriter out;
  private final PrintWriter err;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DOMAIN",
      description = "The domain of an election; all of them if absent.")
  private @Nullable String domain;

  @Option(
      names = "--watch",
      description = "Go on, and print who joins (+) and who is gone (-), until it is ended.")
  private boolean watch;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private BackendOption backend = new BackendOption();

  NodesCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** A node of a domain; several incarnations are one (H6). */
  private record Member(String domain, String node) implements Comparable<Member> {
    static Member of(Holder holder) {
      String key = holder.key();
      return new Member(
          key.substring(0, key.length() - holder.nodeKey().length() - 1), holder.nodeKey());
    }

    @Override
    public int compareTo(Member other) {
      int byDomain = domain.compareTo(other.domain);
      return byDomain == 0 ? node.compareTo(other.node) : byDomain;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Kit kit = backend.connect(err)) {
      Map<Member, Holder> known = alive(kit);
      known.forEach((member, holder) -> print("alive", watch ? "+ " : "", member, holder));
      while (watch) {
        Thread.sleep(LOOK_EVERY_MILLIS);
        Map<Member, Holder> before = known;
        Map<Member, Holder> now = alive(kit);
        before.forEach(
            (member, holder) -> {
              if (!now.containsKey(member)) {
                print("gone", "- ", member, holder);
              }
            });
        now.forEach(
            (member, holder) -> {
              if (!before.containsKey(member)) {
                print("joined", "+ ", member, holder);
              }
            });
        known = now;
      }
      return ExitCode.OK;
    }
  }

  private Map<Member, Holder> alive(Kit kit) {
    Map<Member, Holder> alive = new TreeMap<>();
    for (Holder holder : kit.inspector().holders(LeaseKind.NODE)) {
      Member member = Member.of(holder);
      if (domain == null || domain.equals(member.domain)) {
        alive.putIfAbsent(member, holder);
      }
    }
    return alive;
  }

  private void print(String event, String sign, Member member, Holder holder) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("domain", member.domain);
    fields.put("node", member.node);
    fields.put("since", holder.since().toString());
    json.print(
        out,
        sign + "%-20s %-40s since %s".formatted(member.domain, member.node, holder.since()),
        fields);
  }
}

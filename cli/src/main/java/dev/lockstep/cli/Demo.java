package dev.lockstep.cli;

import static java.time.Duration.ofSeconds;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.LeaderChangedEvent;
import dev.lockstep.Lease;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.Membership;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The main job at a glance. Each line is what a listener heard or a call of the API returned. */
record Demo(String url, Transcript out) {
  private static final String DOMAIN = "invoices";
  private static final LockOptions OPTIONS =
      LockOptions.defaults().ttl(ofSeconds(5)).maxWait(ofSeconds(20));

  private record Node(String name, Kit kit) {}

  /** What each node does to become leader; the first to ask is elected. */
  static Election stand(Kit kit) {
    return kit.enableElection(
        ElectionOptions.of(DOMAIN).unhealthyTime(ofSeconds(4)).keepHeartbeat());
  }

  void run() throws Exception {
    String namespace = "demo-" + Long.toHexString(System.nanoTime());
    try (Kit ann = Lockstep.connect(MortalNode.options(url, namespace, "ann"));
        Kit bob = Lockstep.connect(MortalNode.options(url, namespace, "bob"));
        Kit cid = Lockstep.connect(MortalNode.options(url, namespace, "cid"));
        MortalNode eve = MortalNode.start(url, namespace, "eve")) {
      List<Node> nodes = List.of(new Node("ann", ann), new Node("bob", bob), new Node("cid", cid));
      shareLock(nodes);
      allocateNumbers(nodes);
      issueIds(nodes);
      surviveLeader(nodes, eve);
    }
    out.summary(namespace);
  }

  private void shareLock(List<Node> nodes) throws Exception {
    out.chapter("A lock: whoever holds it has a greater token than all before");
    List<Long> tokens = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> turns = new ArrayList<>();
    for (int turn = 1; turn <= 2; turn++) {
      for (Node node : nodes) {
        DistributedMutex stock = node.kit().mutex("stock").with(OPTIONS);
        turns.add(stock.lockAsync().thenAccept(lease -> useLock(node, lease, tokens)));
      }
    }
    CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new)).get(15, TimeUnit.SECONDS);
    DistributedMutex seenByBob = nodes.get(1).kit().mutex("stock");
    try (Lease lease = nodes.get(0).kit().mutex("stock").with(OPTIONS).lock()) {
      out.say("ann", "holds the lock, token " + lease.token());
      out.say("bob", "tries it without waiting: " + seenByBob.tryLock());
      out.say("bob", "asks who holds it: " + seenByBob.holder().map(Holder::nodeKey));
      tokens.add(lease.token());
    }
    boolean rising = tokens.equals(tokens.stream().sorted().distinct().toList());
    out.keep("lock", tokens.size() + " holders in turn, tokens rising: " + rising);
  }

  private void useLock(Node node, Lease lease, List<Long> tokens) {
    try (lease) {
      tokens.add(lease.token());
      out.say(node.name(), "holds the lock, token " + lease.token());
      Pause.ofMillis(300);
    }
  }

  private void allocateNumbers(List<Node> nodes) {
    out.chapter("Numbers: each with one holder, here 3 of them");
    List<NumberLease> held = new ArrayList<>();
    try {
      for (Node node : nodes) {
        NumberLease number = node.kit().allocateNumber("workers", nodes.size());
        held.add(number);
        out.say(node.name(), "works as number " + number.number());
      }
      nodes.get(0).kit().allocateNumber("workers", nodes.size()).close();
    } catch (NoAvailableNumberException allTaken) {
      out.say("ann", "asks for one more: " + allTaken.getMessage());
      out.keep("numbers", held.size() + " held by one node each, one more refused");
    }
  }

  private void issueIds(List<Node> nodes) {
    out.chapter("Identifiers: 63 bits, unique in the namespace");
    List<Long> ids = new ArrayList<>();
    for (Node node : nodes) {
      var id = node.kit().nextSnowflakeId();
      out.say(node.name(), "issues " + id + ", as machine " + id.machine());
    }
    for (int i = 0; i < 3000; i++) {
      ids.add(nodes.get(i % nodes.size()).kit().nextId());
    }
    out.keep("ids", ids.size() + " issued, " + ids.stream().distinct().count() + " different");
  }

  private void surviveLeader(List<Node> nodes, MortalNode eve) throws Exception {
    out.chapter("A leader: one at a time; the next one takes over when it dies");
    long eveToken = eve.lead();
    out.say("eve", "leads by token " + eveToken);
    CompletableFuture<LeaderChangedEvent> next = new CompletableFuture<>();
    for (Node node : nodes) {
      stand(node.kit())
          .onLeaderChanged(
              change -> {
                out.say(
                    node.name(),
                    (change.isLeader() ? "leads" : "led until now")
                        + " by token "
                        + change.token());
                next.complete(change);
              });
    }
    CompletableFuture<Void> eveGone = new CompletableFuture<>();
    Membership members = nodes.get(0).kit().election(DOMAIN).members();
    members.onMember(
        member -> {
          out.say("ann", "hears: " + member.nodeKey() + (member.joined() ? " lives" : " is gone"));
          if (!member.joined() && member.nodeKey().equals("eve")) {
            eveGone.complete(null);
          }
        });
    Pause.ofMillis(300);
    out.say("ann", "asks who lives: " + members.aliveNodes());
    out.say("eve", eve.kill());
    long killed = System.nanoTime();
    LeaderChangedEvent leader = next.get(20, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - killed) / 1e9;
    eveGone.get(20, TimeUnit.SECONDS);
    out.say("ann", "asks who lives: " + members.aliveNodes());
    out.keep("leader", "%s took over in %.1f s".formatted(leader.nodeKey(), seconds));
    out.keep("tokens", "of the terms rising: " + (leader.token() > eveToken));
    out.chapter("The nodes leave");
  }
}

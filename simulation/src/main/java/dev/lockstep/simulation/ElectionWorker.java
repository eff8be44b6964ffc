package dev.lockstep.simulation;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.LeaderChangedEvent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stands in an election, steps back, changes its mind, leaves and joins again. */
final class ElectionWorker implements Node.Worker {
  private static final long MILLI = 1_000_000L;
  static final String DOMAIN = "domain";

  private static final List<String> ACTS =
      List.of("changes its mind aloud", "changes its mind", "resigns", "leaves", "may lead");

  private final Node node;
  private final SplittableRandom random;
  private final Plan plan;
  private final Monitor monitor;
  private @Nullable Election election;
  private boolean mayLead = true;
  private boolean stopping;
  private boolean leaving;
  private int joined;

  ElectionWorker(Node node, SplittableRandom random, Plan plan, Monitor monitor) {
    this.node = node;
    this.random = random;
    this.plan = plan;
    this.monitor = monitor;
  }

  @Override
  public void start() {
    node.machine().after(random.nextLong(plan.restMillis() * MILLI), this::join);
  }

  private void join() {
    if (leaving) {
      return;
    }
    ElectionOptions options =
        ElectionOptions.of(DOMAIN)
            .nodeKey(node.name())
            .unhealthyTime(Node.millis(plan.unhealthyMillis()))
            .canElect(() -> mayLead);
    if (random.nextBoolean()) {
      options = options.keepHeartbeat();
    }
    CompletableFuture<? extends Election> joining = node.kit().enableElectionAsync(options);
    var unused =
        joining.whenComplete(
            (got, error) ->
                // A thread of the engine brings this; an application goes on elsewhere.
                node.machine().execute(() -> joined(error == null ? got : null)));
  }

  private void joined(@Nullable Election got) {
    election = got;
    if (got == null) {
      start();
      return;
    }
    joined++;
    Alternation events = new Alternation(joined);
    var unused = got.onLeaderChanged(events::heard);
    if (leaving) {
      leave();
    } else {
      think();
    }
  }

  private void think() {
    node.machine().after(random.nextLong(3_000 * MILLI), this::act);
  }

  private void act() {
    Election standing = election;
    if (standing == null || stopping) {
      return;
    }
    int act = random.nextInt(5);
    node.note(ACTS.get(act));
    switch (act) {
      case 0 -> {
        mayLead = !mayLead;
        standing.reconsider();
      }
      case 1 -> mayLead = !mayLead;
      case 2 -> {
        var unused = node.kit().resignAsync(DOMAIN);
      }
      case 3 -> {
        leave();
        start();
        return;
      }
      default -> mayLead = true;
    }
    think();
  }

  void leave() {
    election = null;
    var unused = node.kit().leaveElectionAsync(DOMAIN);
  }

  /** Stays in the election, and may lead from now on: somebody must. */
  @Override
  public void stop() {
    stopping = true;
    mayLead = true;
  }

  /** Leaves for good. */
  void leaveForGood() {
    leaving = true;
    leave();
  }

  boolean leads() {
    Election standing = election;
    return standing != null && standing.isLeader();
  }

  boolean stands() {
    return election != null;
  }

  @Override
  public boolean isIdle() {
    return stopping;
  }

  @Override
  public void wokenUp() {
    Election standing = election;
    if (standing != null && random.nextInt(4) == 0) {
      standing.reconsider();
    }
  }

  @Override
  public String doing() {
    Election standing = election;
    return standing == null
        ? "not in the election"
        : (standing.isLeader() ? "leading" : "standing") + (mayLead ? "" : ", unwilling");
  }

  /** E4: elected, ousted, elected, ... */
  private final class Alternation {
    private final int which;
    private boolean leads;
    private long token;

    Alternation(int which) {
      this.which = which;
    }

    void heard(LeaderChangedEvent event) {
      boolean expected =
          event.isLeader() != leads
              && (event.isLeader() ? event.token() > token : event.token() == token);
      if (!expected) {
        monitor.violation(
            "E4",
            node.name()
                + " (joined the "
                + which
                + ". time) heard "
                + event
                + " after "
                + (leads ? "elected" : "ousted")
                + " with token "
                + token);
      }
      leads = event.isLeader();
      token = event.token();
    }
  }
}

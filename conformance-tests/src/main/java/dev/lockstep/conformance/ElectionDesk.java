package dev.lockstep.conformance;

import dev.lockstep.Election;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import java.time.Duration;
import java.util.Set;

/**
 * The part of a {@link NodeDesk} that is about elections: {@code enable DOMAIN OPTIONS}, {@code
 * leads DOMAIN}, {@code leave DOMAIN}, {@code reign DOMAIN MILLISECONDS}. Thread-safe; blocks as
 * the call does.
 */
final class ElectionDesk {
  static final Set<String> COMMANDS = Set.of("enable", "leads", "leave", "reign");

  private final Kit kit;

  ElectionDesk(Kit kit) {
    this.kit = kit;
  }

  String answer(String[] words) {
    String domain = words[1];
    return switch (words[0]) {
      case "enable" -> {
        Election election = kit.enableElection(ElectionText.read(domain, words[2]));
        yield "enabled " + election.isLeader();
      }
      case "leads" -> leads(kit.election(domain));
      case "leave" -> {
        kit.election(domain).close();
        yield "left";
      }
      case "reign" ->
          new Regent(kit.election(domain)).reign(Duration.ofMillis(Long.parseLong(words[2])));
      default -> throw new IllegalArgumentException("no such command: " + words[0]);
    };
  }

  private static String leads(Election election) {
    boolean leads = election.isLeader();
    long at = System.nanoTime();
    return "leads " + leads + " " + at + " " + election.term().map(Lease::token).orElse(0L);
  }
}

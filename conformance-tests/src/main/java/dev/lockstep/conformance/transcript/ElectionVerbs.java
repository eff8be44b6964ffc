package dev.lockstep.conformance.transcript;

/** What a script does with elections and their members. */
interface ElectionVerbs {
  /** Joins the domain; without heartbeat unless so wanted. */
  String enable(String kit, String domain, Stand stand);

  /** Whether the kit has joined it. */
  String joined(String kit, String domain);

  String leads(String kit, String domain);

  /** Waits until this node leads; time passes. */
  String awaitLead(String kit, String domain);

  /** Begins to wait for that; the answer is awaited like a lock's. */
  String awaitLeadLater(String kit, String domain, String lease);

  String resign(String kit, String domain);

  String extend(String kit, String domain);

  /** Leaves the domain. */
  String leave(String kit, String domain);

  /** From now on this node may lead, or may not. */
  String may(String kit, String domain, boolean lead);

  /** Who leads. */
  String leader(String kit, String domain);

  /** Records when this node is elected and ousted, as {@code "KIT DOMAIN"}. */
  String listenElection(String kit, String domain);

  /** Records who leads, as {@code "KIT DOMAIN leaders"}; that nobody does is not recorded. */
  String observeLeader(String kit, String domain);

  String aliveNodes(String kit, String domain);

  String isAlive(String kit, String domain, String node);

  /** Records joins and departures, as {@code "KIT DOMAIN members"}. */
  String listenMembers(String kit, String domain);
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Holder;
import dev.lockstep.Membership;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Elections and members through the public API. */
final class RealElections implements ElectionVerbs {
  private final Props props;
  private final Map<String, AtomicBoolean> may = new HashMap<>();

  RealElections(Props props) {
    this.props = props;
  }

  private Election election(String kit, String domain) {
    return props.kit(kit).election(domain);
  }

  @Override
  public String enable(String kit, String domain, Stand stand) {
    AtomicBoolean mayLead = new AtomicBoolean(stand.may());
    ElectionOptions options =
        ElectionOptions.of(domain)
            .unhealthyTime(props.stage().pace().brief())
            .canElect(mayLead::get);
    options = stand.heartbeat() ? options.keepHeartbeat() : options;
    Election election = props.kit(kit).enableElection(options);
    may.put(kit + " " + domain, mayLead);
    return leads(kit, election);
  }

  private String leads(String kit, Election election) {
    String label = props.label(kit, election.isolationKey());
    return election.isLeader()
        ? "leads " + election.term().map(t -> props.rank(label, t.token())).orElse("no term")
        : "follows";
  }

  @Override
  public String joined(String kit, String domain) {
    return election(kit, domain).isolationKey().equals(domain) ? "joined" : "joined another";
  }

  @Override
  public String leads(String kit, String domain) {
    return leads(kit, election(kit, domain));
  }

  @Override
  public String awaitLead(String kit, String domain) {
    Election election = election(kit, domain);
    return props.answer(election.awaitAsync(), term -> leads(kit, election));
  }

  @Override
  public String awaitLeadLater(String kit, String domain, String lease) {
    props.wait(lease, props.label(kit, domain), election(kit, domain).awaitAsync());
    return "";
  }

  @Override
  public String resign(String kit, String domain) {
    election(kit, domain).resign();
    return "released";
  }

  @Override
  public String extend(String kit, String domain) {
    election(kit, domain).extend();
    return "renewed";
  }

  @Override
  public String leave(String kit, String domain) {
    election(kit, domain).close();
    return "left";
  }

  @Override
  public String may(String kit, String domain, boolean lead) {
    may.computeIfAbsent(kit + " " + domain, absent -> new AtomicBoolean()).set(lead);
    election(kit, domain).reconsider();
    return "";
  }

  @Override
  public String leader(String kit, String domain) {
    return election(kit, domain).leader().map(holder -> shown(kit, holder)).orElse("nobody");
  }

  private String shown(String kit, Holder holder) {
    return holder.nodeKey() + " " + props.rank(props.label(kit, holder.key()), holder.token());
  }

  @Override
  public String listenElection(String kit, String domain) {
    var unused =
        election(kit, domain)
            .onLeaderChanged(
                event ->
                    record(
                        kit + " " + domain,
                        event.isLeader() ? "elected " : "ousted ",
                        props.label(kit, event.isolationKey()),
                        event.token()));
    return "";
  }

  @Override
  public String observeLeader(String kit, String domain) {
    var unused =
        election(kit, domain)
            .observeLeader(
                leader ->
                    leader.ifPresent(
                        holder ->
                            record(
                                kit + " " + domain + " leaders",
                                holder.nodeKey() + " ",
                                props.label(kit, holder.key()),
                                holder.token())));
    return "";
  }

  private Membership members(String kit, String domain) {
    return election(kit, domain).members();
  }

  @Override
  public String aliveNodes(String kit, String domain) {
    Set<String> alive = members(kit, domain).aliveNodes();
    return alive.isEmpty() ? "nothing" : String.join(", ", alive);
  }

  @Override
  public String isAlive(String kit, String domain, String node) {
    return members(kit, domain).isAlive(node) ? "alive" : "not alive";
  }

  @Override
  public String listenMembers(String kit, String domain) {
    var unused =
        members(kit, domain)
            .onMember(
                event ->
                    record(
                        kit + " " + domain + " members",
                        event.joined() ? "joined " : "departed ",
                        props.label(kit, domain + "/" + event.nodeKey()),
                        event.incarnation()));
    return "";
  }

  private void record(String recorder, String event, String label, long token) {
    props.recorders().record(recorder, () -> event + props.rank(label, token));
  }
}

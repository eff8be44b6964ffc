package dev.lockstep.conformance.transcript;

import dev.lockstep.conformance.transcript.KitVerbs.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contract as a sequential program: values and maps, nothing of the engine, no clock. Time
 * passes where a step waits for what nothing else would bring; then all ends that is to end. One
 * file, so that who doubts a transcript has one thing to read.
 */
final class Model implements World {
  private static final String BACKEND = "the backend";

  private final Map<String, Place> kits = new HashMap<>();
  private final Map<String, String> byDefault = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private final Set<String> setBack = new HashSet<>();
  private final Map<String, Lease> leases = new HashMap<>();
  private final Map<String, Term> records = new LinkedHashMap<>();
  private final Map<String, List<Lease>> queues = new LinkedHashMap<>();
  private final Map<String, Lease> candidates = new LinkedHashMap<>();
  private final Map<String, Lease> hearts = new LinkedHashMap<>();
  private final Map<String, Long> members = new HashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<String, Term> remembered = new HashMap<>();
  private final Map<String, List<String>> listeners = new HashMap<>();
  private final Recorders recorders = new Recorders();
  private final Ranks ranks = new Ranks();

  /** A record: one term, and who shares it now. That of another application has no token. */
  private record Term(Lease first, long token, List<Lease> handles) {
    boolean isOver() {
      return handles.isEmpty() && token > 0;
    }
  }

  /** An acquisition; a candidate's is used again for its next term. */
  private record Lease(
      String kit, String kind, String label, Take take, List<String> ears, State now) {

    /** Each incarnation of a node has a record of its own. */
    String key() {
      return kind + " " + label + (kind.equals("NODE") ? " of " + kit : "");
    }

    int gone() {
      return now.end.equals("RELEASED") || now.end.equals("CLOSED") ? 20102 : 20150;
    }

    boolean waits() {
      return now.term == null && now.end.isEmpty() && now.refused == 0;
    }
  }

  /** How it is with a lease: waiting, refused, held, ended. */
  private static final class State {
    @Nullable Term term;
    long token;
    String end = "";
    int refused;
    boolean may = true;
    boolean resting;
  }

  // ---- the law of leases

  private static String require(boolean condition, int code) {
    if (!condition) {
      throw new Refused(code);
    }
    return "";
  }

  private <T> T asked(String kit, T answer) {
    require(kits.containsKey(kit), 20151);
    require(!silent.contains(kit) && !silent.contains(BACKEND), 10100);
    return answer;
  }

  private Lease lease(String kit, String kind, String name, Take take) {
    String label = (kits.get(kit) == Place.ELSEWHERE ? "elsewhere:" : "") + name;
    Term standing = records.get(asked(kit, kind + " " + label));
    require(standing == null || standing.token > 0, 10150);
    return new Lease(kit, kind, label, take, new ArrayList<>(), new State());
  }

  /** Grants the record if it is free, or its kit's own by the same identity. */
  private boolean enter(Lease lease) {
    Term term = records.get(lease.key());
    if (term == null) {
      long token = tokens.merge(lease.kind + " " + lease.label, 1L, Long::sum);
      term = new Term(lease, token, new ArrayList<>());
      records.put(lease.key(), term);
    } else {
      String identity = term.first.take.identity();
      boolean same = lease.take.identity().equals(identity) && !identity.isEmpty();
      if (!same || term.handles.isEmpty() || !term.first.kit.equals(lease.kit)) {
        return false;
      }
    }
    lease.now.term = term;
    lease.now.token = term.token;
    term.handles.add(lease);
    if (lease.kind.equals("LEADER")) {
      queue(lease).forEach(other -> other.now.resting = false);
      tell(lease.ears, "elected ", lease.label, lease.now.token);
    } else if (lease.kind.equals("NODE")) {
      depart(lease);
      members.put(lease.label, lease.now.token);
    }
    tell(ears(domain(lease)), event(lease), lease.label, lease.now.token);
    return true;
  }

  private List<Lease> queue(Lease lease) {
    return queues.computeIfAbsent(lease.key(), absent -> new ArrayList<>());
  }

  private boolean serve() {
    for (Lease next : queues.values().stream().flatMap(List::stream).toList()) {
      boolean able = kits.containsKey(next.kit) && !silent.contains(next.kit);
      if (able && next.now.may && !next.now.resting && enter(next)) {
        queue(next).remove(next);
      }
    }
    return true;
  }

  private void finish(Lease lease, Term term, String cause) {
    term.handles.remove(lease);
    lease.now.term = null;
    lease.now.end = cause;
    boolean ousted = lease.kind.equals("LEADER");
    tell(lease.ears, ousted ? "ousted " : cause + " ", lease.label, lease.now.token);
    if (ousted) {
      lease.now.end = "";
      lease.now.resting = cause.equals("RELEASED");
      queue(lease).add(lease);
    }
  }

  private String end(@Nullable Term term, String cause, String done) {
    if (term != null) {
      List.copyOf(term.handles).forEach(lease -> finish(lease, term, cause));
      remove(term);
    }
    return term == null ? "nothing there" : done;
  }

  private void remove(Term term) {
    if (records.remove(term.first.key(), term)) {
      String incarnations = "NODE " + term.first.label + " of ";
      if (records.keySet().stream().noneMatch(key -> key.startsWith(incarnations))) {
        depart(term.first);
      }
      serve();
    }
  }

  private String release(Lease lease, String how) {
    Term term = Optional.ofNullable(lease.now.term).orElseThrow(() -> new Refused(20102));
    finish(lease, term, "RELEASED");
    if (term.handles.isEmpty()) {
      asked(lease.kit, lease);
      if (!term.first.take.minHold()) {
        remove(term);
      }
    }
    return "released" + how;
  }

  private boolean timePasses() {
    endAll(term -> term.first.take.ends(), "FIXED_TIME_OVER");
    endAll(term -> term.isOver() || silent.contains(term.first.kit), "EXPIRED");
    candidates.values().forEach(candidate -> candidate.now.resting = false);
    return serve();
  }

  private String endAll(Predicate<Term> which, String cause) {
    records.values().stream().filter(which).toList().forEach(term -> end(term, cause, ""));
    return "";
  }

  private String until(BooleanSupplier condition, Supplier<String> told) {
    if (!condition.getAsBoolean() && timePasses() && !condition.getAsBoolean()) {
      throw new IllegalStateException("the script would wait for ever");
    }
    return told.get();
  }

  private Lease wait(Lease lease) {
    queue(lease).add(lease);
    serve();
    return lease;
  }

  private String granted(Lease lease) {
    if (lease.waits() && lease.take.impatient()) {
      refuse(lease, 20101);
    }
    until(() -> !lease.waits(), lease::key);
    require(lease.now.refused == 0, lease.now.refused);
    return "granted " + rank(lease);
  }

  private boolean refuse(Lease lease, int code) {
    lease.now.refused = code;
    return queue(lease).remove(lease);
  }

  private String work(Lease lease, Step step) {
    String ran = granted(lease).replaceFirst("granted", "ran");
    String deed = step.value(LockVerbs.Deed.class).name();
    String error = deed.endsWith("FAIL") ? ", its own error" : "";
    if (deed.startsWith("OUTLIVE") && timePasses()) {
      return ran + error + (error.isEmpty() ? ", 20150" : " with 20150");
    }
    return release(lease, "").replace("released", ran + error);
  }

  private String renewed(Lease lease) {
    require(!lease.take.fixed(), 20100);
    require(lease.now.term != null, 20150);
    return asked(lease.kit, "renewed");
  }

  private String close(String kit) {
    kits.remove(kit);
    listeners.values().forEach(ears -> ears.removeIf(ear -> ear.startsWith(kit + " ")));
    endAll(term -> term.first.kit.equals(kit) && term.token > 0, "CLOSED");
    queues.values().stream()
        .flatMap(List::stream)
        .filter(lease -> lease.kit.equals(kit))
        .toList()
        .forEach(lease -> refuse(lease, 20151));
    return "closed";
  }

  private String revive(String kit) {
    silent.remove(kit);
    endAll(term -> term.first.kit.equals(kit) && term.isOver(), "");
    hearts.values().stream()
        .filter(heart -> heart.kit.equals(kit) && heart.now.term == null)
        .forEach(this::enter);
    return nothing(serve());
  }

  private Optional<Term> mutex(String kit, String key) {
    return Optional.ofNullable(records.get(lease(kit, "MUTEX", key, Take.PLAIN).key()));
  }

  private String revoke(@Nullable Term term) {
    return records.containsValue(term) ? end(term, "REVOKED", "revoked") : "had ended";
  }

  private Stream<Term> below(String key) {
    return records.values().stream().filter(term -> term.first.key().startsWith(key));
  }

  // ---- elections, members, numbers

  private String enable(String kit, String domain, Stand stand) {
    Lease candidate = lease(kit, "LEADER", domain, Take.PLAIN);
    require(candidates.putIfAbsent(kit + " " + domain, candidate) == null, 20100);
    candidate.now.may = stand.may();
    if (stand.heartbeat()) {
      Lease heart = lease(kit, "NODE", domain + "/" + node(kit), Take.PLAIN);
      hearts.put(kit + " " + domain, heart);
      enter(heart);
    }
    return leads(wait(candidate));
  }

  private Lease candidate(String kit, String domain) {
    require(kits.containsKey(kit), 20151);
    return Optional.ofNullable(candidates.get(kit + " " + domain))
        .orElseThrow(() -> new Refused(20103));
  }

  private String leads(Lease candidate) {
    return candidate.now.term == null ? "follows" : "leads " + rank(candidate);
  }

  private String leave(Lease candidate, String joined) {
    listeners.values().forEach(ears -> ears.removeIf(ear -> ear.startsWith(joined + " ")));
    candidate.now.may = false;
    end(candidate.now.term, "CLOSED", "");
    refuse(candidate, 20151);
    candidates.remove(joined);
    Lease heart = hearts.remove(joined);
    return nothing(heart == null ? "" : end(heart.now.term, "CLOSED", ""));
  }

  private String may(Lease candidate, boolean lead) {
    candidate.now.may = lead;
    end(lead ? null : candidate.now.term, "STOOD DOWN", "");
    return nothing(serve());
  }

  private void depart(Lease node) {
    Optional.ofNullable(members.remove(node.label))
        .ifPresent(token -> tell(ears(domain(node)), "departed ", node.label, token));
  }

  private Stream<String> alive(String kit, String domain) {
    require(hearts.containsKey(candidate(kit, domain).kit + " " + domain), 20100);
    return below(asked(kit, "NODE " + domain + "/")).map(term -> node(term.first.kit)).distinct();
  }

  private String number(String name, String kit, String pool, int max) {
    for (int i = 0; i < max; i++) {
      leases.put(name, lease(kit, "NUMBER", Ranks.NUMBER + pool + "/" + i, Take.PLAIN));
      if (enter(of(name))) {
        return "granted, nobody else's";
      }
    }
    throw new Refused(max > 0 ? 20104 : 20100);
  }

  // ---- what is told

  private String tell(List<String> ears, String event, String label, long token) {
    ears.forEach(ear -> recorders.record(ear, () -> event + ranks.of(label, token)));
    return "";
  }

  private List<String> ears(String key) {
    return listeners.computeIfAbsent(key, absent -> new ArrayList<>());
  }

  /** A listener hears first what is so already. */
  private String listen(String key, String ear) {
    ears(key).add(ear);
    below(key).forEach(t -> tell(List.of(ear), event(t.first), t.first.label, t.token));
    return "";
  }

  private String listen(Lease lease, String ear, boolean already, String event) {
    lease.ears.add(ear);
    return already ? tell(List.of(ear), event, lease.label, lease.now.token) : "";
  }

  private static String event(Lease entered) {
    return entered.kind.equals("NODE") ? "joined " : node(entered.kit) + " ";
  }

  private String rank(Lease lease) {
    return ranks.of(lease.label, lease.now.token);
  }

  private static String node(String kit) {
    return kit.substring(kit.indexOf('/') + 1);
  }

  private static String domain(Lease lease) {
    return lease.kind + " " + lease.label.replaceFirst("/[^/]*$", "/");
  }

  private String holder(Term term) {
    require(term.token > 0, 10150);
    return node(term.first.kit) + " " + rank(term.first);
  }

  private static String list(Stream<String> words) {
    String all = words.sorted().collect(Collectors.joining(", "));
    return all.isEmpty() ? "nothing" : all;
  }

  @Override
  public Recorders recorders() {
    return recorders;
  }

  // ---- the language

  private Lease of(String name) {
    return Objects.requireNonNull(leases.get(name), name);
  }

  private Lease begin(String name, String kit, String key, Step step) {
    leases.put(name, lease(kit, "MUTEX", key, step.value(Take.class)));
    return of(name);
  }

  private static String nothing(@Nullable Object unusedResult) {
    return "";
  }

  @Override
  public String play(Step step) {
    String a = step.word(0);
    String b = step.word(1);
    String c = step.word(2);
    int count = step.number();
    return switch (step.name()) {
      case "open" -> nothing(kits.put(a, step.value(Place.class)));
      case "close" -> close(a);
      case "silence" -> nothing(silent.add(a));
      case "revive" -> revive(a);
      case "answers" -> asked(a, "answers");
      case "backend" -> nothing(a.equals("DOWN") ? silent.add(BACKEND) : silent.remove(BACKEND));
      case "pass" -> nothing(timePasses());
      case "heldBy" ->
          list(
              records.values().stream()
                  .flatMap(term -> term.handles.stream())
                  .filter(lease -> lease.kit.equals(a))
                  .map(lease -> lease.kind + " " + rank(lease)));
      case "heard" -> until(() -> recorders.has(a, count), () -> recorders.take(a, count));
      case "lock" -> granted(wait(begin(b, a, c, step)));
      case "lockInterrupted" -> asked(a, "20152 and interrupted");
      case "lockLater" -> nothing(wait(begin(b, a, c, step)));
      case "tryLock" -> enter(begin(b, a, c, step)) ? "granted " + rank(of(b)) : "taken";
      case "waiting" -> of(a).waits() ? "waiting" : "decided";
      case "await" -> granted(of(a));
      case "cancel" -> refuse(of(a), 0) ? "cancelled" : "decided before";
      case "release" -> release(of(a), b.equals("INTERRUPTED") ? " and interrupted" : "");
      case "closeLease" -> of(a).now.term == null ? "closed" : release(of(a), "") + " by close";
      case "held" -> of(a).now.term == null ? "not held" : "held";
      case "requireHeld" -> require(of(a).now.term != null, of(a).gone()) + "held";
      case "renew" -> renewed(of(a));
      case "token" -> rank(of(a));
      case "lost" -> until(() -> of(a).now.term == null, () -> of(a).now.end);
      case "listen" -> listen(of(a), b, !of(a).now.end.isEmpty(), of(a).now.end + " ");
      case "isLocked" -> mutex(a, b).isEmpty() ? "free" : "locked";
      case "awaitFree" -> until(() -> mutex(a, b).isEmpty(), () -> "free");
      case "holder" -> mutex(a, b).map(this::holder).orElse("nobody");
      case "metadata" -> mutex(a, b).map(term -> term.first.take.metadata()).orElse("nobody");
      case "holders" -> list(below(b + " " + lease(a, b, "", Take.PLAIN).label).map(this::holder));
      case "remember" -> nothing(mutex(a, b).map(term -> remembered.put(c, term)));
      case "revoke" -> revoke(remembered.get(asked(a, b)));
      case "deleteRecord" -> end(records.get("MUTEX " + a), "REVOKED", "deleted");
      case "foreignRecord" ->
          nothing(
              records.put("MUTEX " + b, new Term(lease(a, "MUTEX", b, Take.PLAIN), 0, List.of())));
      case "viewTryLock" -> Boolean.toString(enter(begin(b, a, c, step)));
      case "viewUnlock" ->
          of(a).now.term == null ? "IllegalMonitorStateException" : release(of(a), "");
      case "mutexDo" -> work(wait(begin("action", a, b, step)), step);
      case "mutexTryDo" ->
          enter(begin("action", a, b, step)) ? work(of("action"), step) : "skipped";
      case "enable" -> enable(a, b, step.value(Stand.class));
      case "joined" -> nothing(candidate(a, b)) + "joined";
      case "leads" -> leads(candidate(a, b));
      case "awaitLead" ->
          until(() -> candidate(a, b).now.term != null, () -> leads(candidate(a, b)));
      case "awaitLeadLater" -> nothing(leases.put(c, candidate(a, b)));
      case "resign" -> candidate(a, b).now.term == null ? "released" : release(candidate(a, b), "");
      case "extend" -> renewed(candidate(a, b));
      case "leave" -> leave(candidate(a, b), a + " " + b) + "left";
      case "may" -> may(candidate(a, b), Boolean.parseBoolean(c));
      case "leader" ->
          below(asked(a, candidate(a, b).key())).map(this::holder).findAny().orElse("nobody");
      case "listenElection" ->
          listen(candidate(a, b), a + " " + b, candidate(a, b).now.term != null, "elected ");
      case "observeLeader" -> listen(candidate(a, b).key(), a + " " + b + " leaders");
      case "listenMembers" -> listen("NODE " + b + "/", a + " " + b + " members");
      case "aliveNodes" -> list(alive(a, b));
      case "isAlive" -> alive(a, b).anyMatch(c::equals) ? "alive" : "not alive";
      case "number", "awaitNumber" -> number(b, a, c, count);
      case "ids" -> require(!setBack.contains(asked(a, a)), 10152) + "rising, nobody else's";
      case "setBack" -> nothing(setBack.add(a));
      case "setForward" ->
          nothing(setBack.remove(a)) + endAll(term -> term.first.kit.equals(a), "SUSPENDED");
      case "wrong" -> throw new Refused(20100);
      case "makeDefault" -> nothing(byDefault.put("", a));
      case "forgetDefault" -> nothing(byDefault.remove(""));
      case "defaultKit" ->
          Optional.ofNullable(byDefault.get("")).orElseThrow(() -> new Refused(10101));
      default -> throw new IllegalArgumentException(step.toString());
    };
  }
}

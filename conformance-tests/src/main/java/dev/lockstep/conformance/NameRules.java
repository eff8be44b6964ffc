package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.NumberLease;
import dev.lockstep.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** K1 and K2: names and namespaces. */
abstract class NameRules extends LifecycleRules {
  private static final List<String> EIGHT =
      List.of("a/b", "a-b", "a.b", "A/b", "a b", "../a", "ключ", "{a}b");

  /** Names that a careless encoding, a path, a pattern or a normal form takes for one another. */
  private static final List<String> ALIKE =
      List.of(
          "a=2Fb",
          "a%2Fb",
          "a%2fb",
          "a\\b",
          "/a/b",
          "a/b/",
          "a//b",
          "a:b",
          "a#b",
          "a?b",
          "a*b",
          "a",
          "A",
          "b",
          "a\nb",
          "a\tb",
          "a\u0000b",
          "a b ",
          " a b",
          "a  b",
          "\u00e9",
          "e\u0301",
          "\ud83d\ude00",
          "\u0130",
          "i\u0307",
          ".",
          "..",
          "/",
          "=",
          "==",
          "=-",
          "%",
          " ",
          "{a}",
          "{a",
          "a}b",
          "[a]b",
          "~a",
          "null",
          "\u043a\u043b\u044e\u0447\u200b",
          "x".repeat(64),
          "x".repeat(65),
          "\u043a".repeat(64),
          "\u043a".repeat(65));

  private static final List<String> LONE_SURROGATES =
      List.of("\ud83d", "\ude00", "a\ud83db", "a\ude00\ud83d");

  private static final Duration LEADS = LONG;

  @Test
  @Rule("K1")
  @DisplayName("K1: eight names that look alike are eight locks")
  final void k01_eight_names_are_eight_locks() {
    Kit kit = kit();
    Map<String, Lease> leases = new LinkedHashMap<>();
    EIGHT.forEach(name -> leases.put(name, taken(kit, name)));
    Kit other = kit();
    leases.forEach(
        (name, lease) -> {
          assertHolds(other, name, lease);
          lease.release();
          assertThat(other.mutex(name).isLocked()).as("%s after its release", name).isFalse();
          long left = leases.values().stream().filter(Lease::isHeld).count();
          assertThat(other.inspector().holders(LeaseKind.MUTEX)).hasSize((int) left);
        });
  }

  private static Lease taken(Kit kit, String name) {
    Optional<Lease> lease = kit.mutex(name).with(lasting()).tryLock();
    assertThat(lease).as("the lock '%s'", name).isPresent();
    return lease.orElseThrow();
  }

  private static void assertHolds(Kit kit, String name, Lease lease) {
    Optional<Holder> holder = kit.mutex(name).holder();
    assertThat(holder).as("the holder of '%s'", name).isPresent();
    assertThat(holder.orElseThrow().key()).isEqualTo(name);
    assertThat(holder.orElseThrow().token()).isEqualTo(lease.token());
  }

  @Test
  @Rule("K1")
  @DisplayName("K1: names of any Unicode, short and long, never meet")
  final void k01_different_names_never_meet() {
    Kit kit = kit();
    long seed = System.nanoTime();
    Map<String, CompletableFuture<Optional<Lease>>> answers = new LinkedHashMap<>();
    for (String name : manyNames(new Random(seed))) {
      answers.put(name, kit.mutex(name).with(lasting()).tryLockAsync());
    }
    answers.forEach(
        (name, answer) -> {
          Optional<Lease> lease = Eventually.answer(SOON, "a lock", answer);
          assertThat(lease).as("the lock '%s', seed %d", name, seed).isPresent();
        });
    List<String> held =
        kit().inspector().holders(LeaseKind.MUTEX).stream().map(Holder::key).toList();
    assertThat(held).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(answers.keySet());
  }

  private static Set<String> manyNames(Random random) {
    Set<String> names = new TreeSet<>(EIGHT);
    names.addAll(ALIKE);
    while (names.size() < 300) {
      int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 120);
      String name =
          random
              .ints(0, Character.MAX_CODE_POINT + 1)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .limit(length)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      names.add(name);
    }
    return names;
  }

  @Test
  @Rule("K1")
  @DisplayName("K1: the same names are as many domains, nodes and pools")
  final void k01_the_same_names_are_domains_nodes_and_pools() {
    Kit kit = kit();
    for (String name : EIGHT) {
      Election election = kit.enableElection(ElectionOptions.of(name).unhealthyTime(LEADS));
      assertThat(election.isLeader()).as("leads '%s'", name).isTrue();
      assertThat(election.leader().orElseThrow().key()).isEqualTo(name);
      try (NumberLease number = kit.allocateNumber(name, 1)) {
        assertThat(number.number()).isZero();
      }
    }
    assertThat(kit.inspector().holders(LeaseKind.LEADER))
        .extracting(Holder::key)
        .containsExactlyInAnyOrderElementsOf(EIGHT);
    Set<String> nodes = new TreeSet<>();
    for (String name : EIGHT) {
      Kit node = bench().kit(options -> options.nodeKey(name));
      Election election =
          node.enableElection(ElectionOptions.of("nodes").unhealthyTime(LEADS).keepHeartbeat());
      nodes.add(name);
      assertThat(election.members().aliveNodes()).containsExactlyElementsOf(nodes);
    }
  }

  @Test
  @Rule("K1")
  @DisplayName("K1: 512 bytes of UTF-8 are a name, 513 are not, and long names never meet")
  final void k01_names_have_up_to_512_bytes() {
    Kit kit = kit();
    for (String longest : List.of("x".repeat(512), "к".repeat(256), "\ud83d\ude00".repeat(128))) {
      String almost = longest.substring(0, longest.length() - 2) + "yy";
      Lease one = taken(kit, longest);
      Lease two = taken(kit, almost);
      assertHolds(kit, longest, one);
      assertHolds(kit, almost, two);
      ElectionOptions candidate = ElectionOptions.of(longest).unhealthyTime(LEADS);
      Election election = kit.enableElection(candidate.nodeKey(longest).keepHeartbeat());
      assertThat(election.leader().orElseThrow().key()).isEqualTo(longest);
      assertThat(election.leader().orElseThrow().nodeKey()).isEqualTo(longest);
      assertThat(election.members().aliveNodes()).containsExactly(longest);
      assertThat(election.members().isAlive(almost)).isFalse();
      assertThat(kit.allocateNumber(longest, 1).number()).isZero();
      assertThat(kit.allocateNumber(almost, 1).number()).isZero();
      assertRefused(kit, longest + "x");
    }
  }

  @Test
  @Rule("K1")
  @DisplayName("K1: a lone surrogate is InvalidOption, wherever a name stands")
  final void k01_a_lone_surrogate_is_refused() {
    Kit kit = kit();
    assertFree(kit);
    LONE_SURROGATES.forEach(name -> assertRefused(kit, name));
  }

  /** As a lock, a domain, a node, a pool, a namespace. */
  private void assertRefused(Kit kit, String name) {
    ErrorCode wrong = ErrorCode.INVALID_OPTION;
    assertFails(wrong, () -> kit.mutex(name));
    assertFails(wrong, () -> kit.enableElection(ElectionOptions.of(name)));
    assertFails(wrong, () -> kit.enableElection(ElectionOptions.of("domain").nodeKey(name)));
    assertFails(wrong, () -> kit.allocateNumber(name, 1));
    assertFails(wrong, () -> Eventually.answer(SOON, "a number", kit.allocateNumberAsync(name, 1)));
    assertFails(wrong, () -> kit.mutexDo(name, lease -> {}));
    assertFails(wrong, () -> kit.mutexTryDo(name, lease -> {}));
    KitOptions options = KitOptions.of(bench().backend().url());
    assertFails(wrong, () -> options.namespace(name));
    assertFails(wrong, () -> options.nodeKey(name));
  }

  @Test
  @Rule("K2")
  @DisplayName("K2: the same names in two namespaces do not see each other")
  final void k02_namespaces_do_not_see_each_other() {
    List<Kit> kits = new ArrayList<>();
    for (String suffix : List.of("", "x", "/x", ":x", "-x", ".x", "%2Fx", "}x", "X", "\u0445")) {
      kits.add(bench().kit(options -> options.namespace(bench().namespace() + suffix)));
    }
    List<Lease> leases = new ArrayList<>();
    for (Kit kit : kits) {
      leases.add(taken(kit, KEY));
      Election election =
          kit.enableElection(ElectionOptions.of(KEY).unhealthyTime(LEADS).keepHeartbeat());
      assertThat(election.isLeader()).isTrue();
      assertThat(election.members().aliveNodes()).hasSize(1);
      assertThat(kit.allocateNumber(KEY, 1).number()).isZero();
    }
    for (int i = 0; i < kits.size(); i++) {
      assertHolds(kits.get(i), KEY, leases.get(i));
      for (LeaseKind kind : LeaseKind.values()) {
        assertThat(kits.get(i).inspector().holders(kind)).as("%s", kind).hasSize(1);
      }
    }
    Holder first = kits.get(0).mutex(KEY).holder().orElseThrow();
    assertThat(kits.get(1).inspector().revoke(first)).as("revoked from elsewhere").isFalse();
    leases.get(0).release();
    kits.get(1).close();
    for (int i = 2; i < kits.size(); i++) {
      assertHolds(kits.get(i), KEY, leases.get(i));
    }
  }

  @Test
  @Rule("K2")
  @DisplayName("K2: what happens in one namespace is not told in another")
  final void k02_no_news_cross_namespaces() {
    Kit here = kit();
    Kit there = bench().kit(options -> options.namespace(bench().namespace() + "-2"));
    Lease held = lock(here, lasting());
    CompletableFuture<Lease> waiter = mutex(kit(), lasting()).lockAsync();
    Election mine =
        here.enableElection(ElectionOptions.of(KEY).unhealthyTime(LEADS).keepHeartbeat());
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (Registration leaders = mine.observeLeader(leader -> heard.add("leader"));
        Registration members = mine.members().onMember(member -> heard.add("member"))) {
      Eventually.within(SOON, "both were told", () -> heard.size() == 2);
      for (int i = 0; i < 3; i++) {
        lock(there, lasting()).release();
        there.enableElection(ElectionOptions.of(KEY).unhealthyTime(LEADS).keepHeartbeat()).close();
      }
      Eventually.throughout(
          Duration.ofMillis(300), "nothing more", () -> heard.size() == 2 && !waiter.isDone());
    }
    held.release();
    assertThat(Eventually.answer(SOON, "the waiter", waiter).isHeld()).isTrue();
  }

  @Test
  @Rule("K2")
  @DisplayName("K2: the empty name is InvalidOption, wherever a name stands")
  final void k02_the_empty_name_is_refused() {
    Kit kit = kit();
    assertFree(kit);
    assertRefused(kit, "");
    assertFails(
        ErrorCode.INVALID_OPTION, () -> bench().connect("namespace", "", options -> options));
    assertFails(
        ErrorCode.INVALID_OPTION, () -> bench().connect("node-key", "", options -> options));
  }
}

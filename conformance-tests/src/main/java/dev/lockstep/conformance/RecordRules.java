package dev.lockstep.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.Holder;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.Metadata;
import dev.lockstep.NumberLease;
import dev.lockstep.Registration;
import dev.lockstep.spi.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** K3: records of other releases. */
abstract class RecordRules extends NameRules {
  private static final byte[] LATER = "lockstep/2\nanything\n\nat all".getBytes(UTF_8);

  /** A namespace of its own for each way in which a record can be unknown. */
  private String space(boolean inBody) {
    return bench().namespace() + (inBody ? "-body" : "-mark");
  }

  private Kit kit(boolean inBody) {
    return bench().kit(options -> options.namespace(space(inBody)));
  }

  /** Where the one record stands that is like this. */
  private static Key where(StoredRecords stored, Predicate<FirstRelease.Seen> record) {
    List<Key> found =
        stored.bodies().entrySet().stream()
            .filter(entry -> FirstRelease.read(entry.getValue()).filter(record).isPresent())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(found).as("records that are meant").hasSize(1);
    return found.get(0);
  }

  private static Key named(StoredRecords stored, String name) {
    return where(stored, record -> record.name().equals(name));
  }

  private static Key number(StoredRecords stored, String pool) {
    return where(stored, record -> record.domain().equals(pool) && record.ttl() > 0);
  }

  private static Key mark(StoredRecords stored, String pool) {
    return where(stored, record -> record.domain().equals(pool) && record.ttl() == 0);
  }

  /**
   * Makes it a record of another major version: as the engine marks them, or as the adapter does,
   * if it does.
   */
  private boolean becomesUnknown(StoredRecords stored, Key key, boolean inBody) {
    if (inBody) {
      stored.rewrite(key, LATER);
      return true;
    }
    return bench().backend().markUnknown(space(inBody), key);
  }

  private static void assertSaysSo(String call, ThrowingCallable asking) {
    assertThat(catchThrowable(asking))
        .as(call)
        .isInstanceOfSatisfying(
            BackendRefusedException.class,
            told -> assertThat(told.code()).isEqualTo(ErrorCode.BACKEND_REFUSED))
        .hasMessageMatching("(?is).*\\b(format|version)\\b.*");
  }

  private static ElectionOptions domain(String name) {
    return ElectionOptions.of(name).unhealthyTime(LONG).keepHeartbeat();
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: a lock of an unknown version is an error that says so, whatever is asked")
  final void k03_a_lock_of_an_unknown_version_is_never_free() {
    for (boolean inBody : List.of(true, false)) {
      StoredRecords stored = bench().stored(space(inBody));
      String key = "lock-" + inBody;
      Kit kit = kit(inBody);
      kit(inBody).mutex(key).with(lasting()).lock();
      Holder holder = kit.mutex(key).holder().orElseThrow();
      LockOptions options = lasting().retryInterval(Duration.ofMillis(200));
      CompletableFuture<Lease> waiter = kit(inBody).mutex(key).with(options).lockAsync();
      Eventually.throughout(Duration.ofMillis(200), "it waits", () -> !waiter.isDone());
      if (!becomesUnknown(stored, named(stored, key), inBody)) {
        continue;
      }
      assertSaysSo("a waiter", () -> Eventually.answer(SOON, "the waiter", waiter));
      assertSaysSo("tryLock", () -> kit.mutex(key).tryLock());
      assertSaysSo("lock", () -> kit.mutex(key).with(options).lock());
      assertSaysSo("isLocked", () -> kit.mutex(key).isLocked());
      assertSaysSo("holder", () -> kit.mutex(key).holder());
      assertSaysSo("mutexDo", () -> kit.mutexDo(key, lease -> {}));
      assertSaysSo("mutexTryDo", () -> kit.mutexTryDo(key, lease -> {}));
      assertSaysSo("holders", () -> kit.inspector().holders(LeaseKind.MUTEX));
      assertSaysSo("revoke", () -> kit.inspector().revoke(holder));
      assertThat(kit.mutex("another-" + inBody).tryLock()).as("another lock").isPresent();
    }
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: a leader of an unknown version is an error, and nobody leads beside it")
  final void k03_a_leader_of_an_unknown_version_is_never_absent() {
    for (boolean inBody : List.of(true, false)) {
      StoredRecords stored = bench().stored(space(inBody));
      String key = "domain-" + inBody;
      kit(inBody).enableElection(ElectionOptions.of(key).unhealthyTime(LONG));
      Kit kit = kit(inBody);
      Election follower = kit.enableElection(ElectionOptions.of(key).unhealthyTime(LONG));
      Queue<Optional<Holder>> seen = new ConcurrentLinkedQueue<>();
      try (Registration observing = follower.observeLeader(seen::add)) {
        Eventually.within(SOON, "it sees the leader", () -> seen.size() == 1);
        if (!becomesUnknown(stored, named(stored, key), inBody)) {
          continue;
        }
        assertSaysSo("leader", follower::leader);
        Kit late = kit(inBody);
        assertSaysSo("joining", () -> late.enableElection(ElectionOptions.of(key)));
        assertFails(ErrorCode.ELECTION_NOT_ENABLED, () -> late.election(key));
        assertSaysSo("holders", () -> late.inspector().holders(LeaseKind.LEADER));
        follower.reconsider();
        Eventually.throughout(
            Duration.ofMillis(1500),
            "nobody is told that nobody leads",
            () -> !follower.isLeader() && seen.stream().allMatch(Optional::isPresent));
      }
    }
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: a node of an unknown version is an error, in its own domain")
  final void k03_a_node_of_an_unknown_version_is_an_error() {
    for (boolean inBody : List.of(true, false)) {
      StoredRecords stored = bench().stored(space(inBody));
      String key = "elder-" + inBody;
      bench()
          .kit(options -> options.namespace(space(inBody)).nodeKey(key))
          .enableElection(domain("nodes-" + inBody));
      Kit kit = kit(inBody);
      Election mine = kit.enableElection(domain("nodes-" + inBody));
      Election other = kit.enableElection(domain("other-" + inBody));
      Key heartbeat =
          where(stored, record -> record.name().equals(key) && !record.domain().isEmpty());
      if (!becomesUnknown(stored, heartbeat, inBody)) {
        continue;
      }
      assertSaysSo("aliveNodes", () -> mine.members().aliveNodes());
      assertSaysSo("isAlive", () -> mine.members().isAlive(key));
      assertSaysSo("holders", () -> kit.inspector().holders(LeaseKind.NODE));
      assertThat(other.members().aliveNodes()).hasSize(1);
    }
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: a number of an unknown version, or its mark, is an error, and not given away")
  final void k03_a_number_of_an_unknown_version_is_never_free() {
    for (boolean inBody : List.of(true, false)) {
      StoredRecords stored = bench().stored(space(inBody));
      String pool = "pool-" + inBody;
      String marked = "marked-" + inBody;
      Kit kit = kit(inBody);
      NumberLease held = kit(inBody).allocateNumber(pool, 1);
      kit.allocateNumber(marked, 1).release();
      Key mark = mark(stored, marked);
      if (!becomesUnknown(stored, number(stored, pool), inBody)) {
        continue;
      }
      assertSaysSo("allocateNumber", () -> kit.allocateNumber(pool, 1));
      assertSaysSo("holders", () -> kit.inspector().holders(LeaseKind.NUMBER));
      assertThat(held.isHeld()).isTrue();
      becomesUnknown(stored, mark, inBody);
      assertSaysSo("allocateNumber with such a mark", () -> kit.allocateNumber(marked, 1));
      assertThat(kit.allocateNumber("another-" + inBody, 1).number()).isZero();
    }
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: kits of today read what the first release wrote")
  final void k03_kits_read_what_the_first_release_wrote() {
    StoredRecords stored = bench().stored(bench().namespace());
    Kit kit = kit();
    assertReadsAsElder(
        stored, kit, name -> FirstRelease.record(name, "", 40_000, 0, "old\n\nnews"));
    assertReadsAsElder(
        stored,
        kit,
        // A later release of this major version, which has more to say.
        name ->
            new String(FirstRelease.record(name, "", 40_000, 0, "old\n\nnews"), UTF_8)
                .replace("\nttl", "\ncolour=red\nttl")
                .getBytes(UTF_8));
    NumberLease first = kit.allocateNumber("elder-pool", 1);
    stored.rewrite(
        number(stored, "elder-pool"), FirstRelease.record("0", "elder-pool", 30_000, 0, ""));
    assertThat(kit().inspector().holders(LeaseKind.NUMBER))
        .singleElement()
        .satisfies(holder -> assertThat(holder.nodeKey()).isEqualTo(FirstRelease.NODE));
    first.release();
    stored.rewrite(mark(stored, "elder-pool"), FirstRelease.record("0", "elder-pool", 0, 77, ""));
    assertThat(kit().allocateNumber("elder-pool", 1).mark()).isEqualTo(77);
  }

  /** What a record of a release looks like, by the name in it. */
  private interface Release {
    byte[] record(String name);
  }

  private void assertReadsAsElder(StoredRecords stored, Kit kit, Release release) {
    Kit elder = kit();
    String key = "key-" + release.hashCode();
    Lease lease = elder.mutex(key).with(lasting()).lock();
    stored.rewrite(named(stored, key), release.record(key));
    assertElder(kit.mutex(key).holder(), key, lease.token());
    assertThat(kit.mutex(key).isLocked()).isTrue();
    assertThat(kit.mutex(key).tryLock()).isEmpty();
    assertThat(kit.inspector().holders(LeaseKind.MUTEX))
        .contains(kit.mutex(key).holder().orElseThrow());
    lease.release();
    assertThat(kit.mutex(key).isLocked()).isFalse();
    String domain = "domain-" + release.hashCode();
    Election election = elder.enableElection(ElectionOptions.of(domain).unhealthyTime(LONG));
    stored.rewrite(named(stored, domain), release.record(domain));
    Election follower = kit.enableElection(ElectionOptions.of(domain).unhealthyTime(LONG));
    assertElder(follower.leader(), domain, election.term().orElseThrow().token());
    assertThat(follower.isLeader()).isFalse();
  }

  private static void assertElder(Optional<Holder> holder, String key, long token) {
    assertThat(holder)
        .get()
        .satisfies(
            seen -> {
              assertThat(seen.key()).isEqualTo(key);
              assertThat(seen.nodeKey()).isEqualTo(FirstRelease.NODE);
              assertThat(seen.token()).isEqualTo(token);
              assertThat(seen.since()).isEqualTo(Instant.ofEpochMilli(FirstRelease.SINCE));
              assertThat(seen.metadata().text()).isEqualTo("old\n\nnews");
            });
  }

  @Test
  @Rule("K3")
  @DisplayName("K3: the first release reads what kits of today write")
  final void k03_the_first_release_reads_what_kits_write() {
    StoredRecords stored = bench().stored(bench().namespace());
    Kit kit = bench().kit(options -> options.nodeKey("today\n%"));
    Instant before = Instant.now();
    kit.mutex("a\nlock%").with(lasting().metadata(Metadata.of("new\n\nnews"))).lock();
    kit.enableElection(domain("a/domain"));
    kit.allocateNumber("a pool", 1).raiseMark(78).toCompletableFuture().join();
    assertFirstReleaseReads(
        stored, named(stored, "a\nlock%"), before, "", 40_000, 0, "new\n\nnews");
    assertFirstReleaseReads(stored, named(stored, "a/domain"), before, "", 40_000, 0, "");
    assertFirstReleaseReads(stored, named(stored, "today\n%"), before, "a/domain", 40_000, 0, "");
    assertFirstReleaseReads(stored, number(stored, "a pool"), before, "a pool", 30_000, 0, "");
    assertFirstReleaseReads(stored, mark(stored, "a pool"), before, "a pool", 0, 78, "");
  }

  private static void assertFirstReleaseReads(
      StoredRecords stored,
      Key where,
      Instant before,
      String domain,
      long ttl,
      long mark,
      String metadata) {
    byte[] body = stored.bodies().get(where);
    assertThat(body).isNotNull();
    assertThat(FirstRelease.read(body))
        .get()
        .satisfies(
            seen -> {
              assertThat(seen.domain()).isEqualTo(domain);
              assertThat(seen.node()).isEqualTo("today\n%");
              assertThat(seen.ttl()).isEqualTo(ttl);
              assertThat(seen.mark()).isEqualTo(mark);
              assertThat(seen.metadata()).isEqualTo(metadata);
              assertThat(Instant.ofEpochMilli(seen.since()))
                  .isBetween(before.minusMillis(1), Instant.now());
            });
  }
}

package dev.lockstep.simulation;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.NumberLease;
import dev.lockstep.engine.core.KeyCodec;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What happens in each {@link Schedule}. */
final class Scripts {
  private static final long MILLI = 1_000_000L;

  private Scripts() {}

  static void grantsWhileRenewalsHang(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease first = on.take("M1", a, "k", Script.ttl(3_000), 1_000);
    CompletableFuture<Lease> waiting = on.ask(b, "k", Script.ttl(3_000));
    a.weather().renewalsHang(true);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<?> more = a.kit().mutex("more" + i).with(Script.ttl(3_000)).tryLockAsync();
      on.pass(200);
      more.cancel(false);
    }
    on.expect("L1", "a's lease ended with its session", first != null && !first.isHeld());
    on.await("L7", "b gets 'k'", waiting, 2_000);
  }

  static void unawareRelease(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease first = on.take("M1", a, "k", Script.ttl(3_000), 1_000);
    Key key = KeyCodec.mutex("k");
    Server server = on.stage().server();
    a.weather().dark(true);
    server
        .get(key)
        .ifPresent(e -> on.stage().monitor().exclusion(LeaseKind.MUTEX, "k").deleted(e.token()));
    on.perform(() -> server.delete(key));
    Lease second = on.take("L6", b, "k", Script.ttl(3_000), 1_000);
    a.weather().dark(false);
    if (first == null || second == null) {
      return;
    }
    CompletableFuture<Void> released = first.releaseAsync();
    on.pass(2_500);
    on.expect("M5", "a's release says that it was lost", failedWith(released));
    on.expect("M5", "b holds on", second.isHeld() && server.get(key).isPresent());
  }

  private static boolean failedWith(CompletableFuture<?> call) {
    try {
      call.getNow(null);
      return false;
    } catch (CompletionException failed) {
      return failed.getCause() instanceof AlreadyUnlockedException;
    }
  }

  static void releaseTwice(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease first = on.take("M1", a, "k", Script.ttl(3_000), 1_000);
    CompletableFuture<Lease> waiting = on.ask(b, "k", Script.ttl(3_000));
    on.pass(100);
    a.weather().loseNextReply();
    if (first != null) {
      on.release(first);
    }
    if (on.await("M4", "b gets 'k'", waiting, 1_000)) {
      on.pass(4_000);
      on.expect("M5", "b holds on", waiting.join().isHeld());
    }
  }

  static void lateGrantMeetsTerm(Script on) {
    Node a = on.node("a");
    Lease other = on.take("M1", a, "other", Script.ttl(3_000), 1_000);
    a.weather().nextLate(1_500 * MILLI);
    CompletableFuture<Lease> withdrawn = a.kit().mutex("k").with(Script.ttl(3_000)).lockAsync();
    on.pass(2);
    withdrawn.cancel(false);
    on.pass(50);
    Lease second = on.take("M7", a, "k", Script.ttl(3_000), 1_000);
    on.pass(6_000);
    Entry standing = on.stage().server().get(KeyCodec.mutex("k")).orElse(null);
    on.expect(
        "F2",
        "the valid term stands with its token",
        other != null
            && other.isHeld()
            && second != null
            && second.isHeld()
            && standing != null
            && standing.token() == second.token());
  }

  static void orphan(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease other = on.take("M1", a, "other", Script.ttl(3_000), 1_000);
    a.weather().nextLate(3_000 * MILLI);
    CompletableFuture<Lease> withdrawn = a.kit().mutex("k").with(Script.ttl(3_000)).lockAsync();
    on.pass(2);
    withdrawn.cancel(false);
    on.pass(3_100);
    on.expect(
        "M7",
        "the late grant was applied",
        on.stage().server().get(KeyCodec.mutex("k")).isPresent());
    // The orphan lives on a session that is renewed on and on; only the audit finds it.
    on.take("L6", b, "k", Script.ttl(3_000), 3_500);
    on.expect("M9", "a's own lease is held on", other != null && other.isHeld());
  }

  static void handOvers(Script on) {
    Node a = on.node("a");
    List<CompletableFuture<Lease>> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(on.ask(a, "k", Script.ttl(3_000)));
    }
    for (CompletableFuture<Lease> next : waiting) {
      if (!on.await("W2", "the next waiter gets 'k'", next, 1_000)) {
        return;
      }
      on.release(next.join());
    }
  }

  static void serverClockSetBack(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    for (int i = 0; i < 3; i++) {
      for (Node node : List.of(a, b)) {
        Lease lease = on.take("F1", node, "k", Script.ttl(2_000), 1_000);
        on.stage().server().stepWall(-3_600_000);
        if (lease != null) {
          on.release(lease);
        }
      }
    }
  }

  static void zombieRaisesMark(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    CompletableFuture<NumberLease> allocated = a.kit().allocateNumberAsync("ids", 1);
    if (!on.await("N1", "a gets the number", allocated, 1_000)) {
      return;
    }
    NumberLease first = allocated.join();
    on.await("G6", "a raises the mark to 10", first.raiseMark(10), 1_000);
    a.weather().nextLate(5_000 * MILLI);
    CompletableFuture<Void> late = first.raiseMark(20);
    on.perform(() -> a.machine().pause());
    on.pass(2_500);
    CompletableFuture<NumberLease> again = b.kit().allocateNumberAsync("ids", 1);
    if (!on.await("N2", "b gets the number", again, 2_500)) {
      return;
    }
    on.expect("G6", "b reads the mark 10", again.join().mark() == 10);
    on.pass(4_000);
    on.perform(a::resume);
    on.pass(1_000);
    on.expect("G6", "a's late raise failed", late.isCompletedExceptionally());
    on.expect(
        "G6",
        "the mark is 10",
        on.stage().server().get(KeyCodec.mark("ids", 0)).stream()
            .allMatch(e -> RecordBody.decode("mark", e.body()).mark() == 10));
    on.await("G6", "b raises the mark to 11", again.join().raiseMark(11), 1_000);
  }

  static void grantAfterClose(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease other = on.take("M1", a, "other", Script.ttl(2_000), 1_000);
    on.expect("M1", "a has something", other != null);
    a.weather().nextLate(4_000 * MILLI);
    CompletableFuture<Lease> open = a.kit().mutex("k").with(Script.ttl(2_000)).lockAsync();
    on.pass(1);
    CompletableFuture<Void> closed = a.close();
    on.perform(() -> {});
    on.await("C1", "a's kit is closed", closed, 3_000);
    on.expect("C1", "a's call has ended", open.isDone());
    on.pass(4_500);
    on.take("M7", b, "k", Script.ttl(2_000), 2_500);
  }

  static void timeToLiveForgotten(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    Lease first = on.take("M1", a, "k", Script.ttl(3_000), 1_000);
    Server server = on.stage().server();
    on.perform(() -> server.forgetTimeToLive(KeyCodec.mutex("k")));
    CompletableFuture<Lease> waiting = on.ask(b, "k", Script.ttl(3_000));
    on.pass(10_000);
    on.expect("M1", "a, who lives, holds on", first != null && first.isHeld() && !waiting.isDone());
    on.perform(
        () -> {
          a.crash();
          server.forgetTimeToLive(KeyCodec.mutex("k"));
        });
    // Once more from the first attempt that meets the record.
    on.await("L7", "b gets 'k'", waiting, 2 * 3_000 + 1_000);
  }

  static void longFixedLease(Script on) {
    Node a = on.node("a");
    Node b = on.node("b");
    a.weather().loseNextReply();
    CompletableFuture<Lease> lost = on.ask(a, "k", Script.ttl(7_200_000).fixed());
    on.pass(4);
    on.perform(a::crash);
    on.expect("M8", "nobody was told", !lost.isDone());
    on.expect(
        "M8", "the grant was applied", on.stage().server().get(KeyCodec.mutex("k")).isPresent());
    on.take("L7", b, "k", Script.ttl(2_000), 62_000);
  }
}

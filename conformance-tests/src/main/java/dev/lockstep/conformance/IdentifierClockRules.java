package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LockstepException;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G4 and G6: identifiers when the clock goes back, and when a number is passed on. */
abstract class IdentifierClockRules extends IdentifierTermRules {
  /** Longer than any mark is ahead of what was issued. */
  private static final Duration AHEAD = Duration.ofMillis(1500);

  @Test
  @Rule("G4")
  @DisplayName("G4: a clock that goes back by less than a second is waited out")
  final void g04_a_clock_that_goes_back_a_little_is_waited_out() {
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    SnowflakeId before = kit.nextSnowflakeId();
    clock.step(Duration.ofMillis(-700));
    long began = System.nanoTime();
    SnowflakeId after = kit.nextSnowflakeId();
    assertThat(after).as("the identifier after the step").isGreaterThan(before);
    assertTime("until the next identifier", began).isLessThan(Duration.ofSeconds(3));
    assertThat(after.time()).isAfterOrEqualTo(before.time());
  }

  @Test
  @Rule("G4")
  @DisplayName("G4: a clock that goes back by more is an error at once, and never a duplicate")
  final void g04_a_clock_that_goes_back_far_is_an_error() {
    SteppedClock clock = new SteppedClock();
    Kit kit = bench().kit(clock);
    SnowflakeId before = kit.nextSnowflakeId();
    for (Duration back : List.of(Duration.ofSeconds(5), Duration.ofHours(1))) {
      clock.step(back.negated());
      long began = System.nanoTime();
      assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextId);
      assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextSnowflakeId);
      assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextIdString);
      assertTime("until the refusal", began).isLessThan(Duration.ofSeconds(1));
      clock.step(back);
    }
    assertThat(kit.nextSnowflakeId()).as("the identifier afterwards").isGreaterThan(before);
  }

  @Test
  @Rule("G4")
  @DisplayName("G4: nothing is issued twice while the clock jumps to and fro, or stands still")
  final void g04_no_duplicates_while_the_clock_jumps() {
    SteppedClock clock = new SteppedClock();
    Kit kit = FewMachines.of(kit(), 1, clock);
    List<CompletableFuture<List<Long>>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          CompletableFuture.supplyAsync(
              () -> issue(kit, Duration.ofSeconds(3), ErrorCode.KIT_CLOSED), bench().threads()));
    }
    for (int i = 0; i < 5; i++) {
      Eventually.pass(Duration.ofMillis(300));
      clock.step(Duration.ofMillis(i % 2 == 0 ? -250 : 200));
    }
    List<Long> ids = new ArrayList<>();
    for (CompletableFuture<List<Long>> thread : threads) {
      List<Long> own = Eventually.answer(SOON, "a thread", thread);
      assertThat(own).isSorted();
      ids.addAll(own);
    }
    clock.standAt(new SnowflakeId(ids.stream().max(Long::compare).orElseThrow()).time());
    ids.addAll(issue(kit, SOON, ErrorCode.CLOCK_UNUSABLE));
    assertThat(ids.size()).as("identifiers issued").isGreaterThan(3_000);
    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: after kill -9 nothing is repeated, though the next clock is behind")
  final void g06_a_killed_holder_is_not_repeated_by_a_clock_that_is_behind() {
    Node doomed = bench().node(identifierTtl());
    List<Long> before = new NumberNode(doomed).ids(1, 1_000);
    doomed.kill();
    SnowflakeId last = new SnowflakeId(last(before));
    Kit operator = kit();
    long mark = markOnceFree(operator, identifierTtl());
    assertThat(mark).as("the mark, in slots").isGreaterThanOrEqualTo(last.value() >>> 24);
    SteppedClock clock = new SteppedClock();
    Kit next = FewMachines.of(briefKit(), 1, clock);
    for (Duration back : List.of(Duration.ofHours(1), Duration.ofSeconds(5))) {
      clock.goOnFrom(last.time().minus(back));
      assertThat(failureOnceFree(next)).isEqualTo(ErrorCode.CLOCK_UNUSABLE);
    }
    // Still behind what may have been issued, but by less than a second: that is waited out.
    clock.goOnFrom(SnowflakeId.EPOCH.plusMillis(mark * 10).minusMillis(500));
    List<Long> after = issueOnceFree(next);
    assertThat(after).isNotEmpty().isSorted().allMatch(id -> id > last.value());
    assertThat(after.get(0) >>> 24).as("the first slot").isGreaterThan(mark);
  }

  /** How it fails to issue anything, once the number that it drew before is given back. */
  private static ErrorCode failureOnceFree(Kit kit) {
    CompletableFuture<ErrorCode> failure = new CompletableFuture<>();
    Eventually.within(
        SOON,
        "a failure",
        () -> {
          try {
            throw new AssertionError("it issued " + kit.nextId());
          } catch (LockstepException failed) {
            if (failed.code() != ErrorCode.NO_AVAILABLE_NUMBER) {
              failure.complete(failed.code());
            }
          }
          return failure.isDone();
        });
    return failure.join();
  }

  private static long markOnceFree(Kit kit, Duration ttl) {
    CompletableFuture<Long> mark = new CompletableFuture<>();
    Eventually.within(
        standing(kit, ttl).plus(SOON),
        "the number of the killed holder",
        () -> {
          try (NumberLease lease = kit.allocateNumber(FewMachines.POOL, 1)) {
            mark.complete(lease.mark());
          } catch (LockstepException taken) {
            assertThat(taken.code()).isEqualTo(ErrorCode.NO_AVAILABLE_NUMBER);
          }
          return mark.isDone();
        });
    return mark.join();
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: a number that is passed on repeats nothing, over closed kits and a restart")
  final void g06_a_number_that_is_passed_on_repeats_nothing() {
    BackendUnderTest backend = bench().alone();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Kit kit = FewMachines.of(kit(), 1, Ticker.system());
      for (int j = 0; j < 600; j++) {
        all.add(kit.nextId());
      }
      kit.close();
      if (i == 1) {
        backend.stop();
        backend.start();
      }
    }
    assertThat(all).isSorted().doesNotHaveDuplicates();
    Set<Integer> machines = new HashSet<>();
    all.forEach(id -> machines.add(new SnowflakeId(id).machine()));
    assertThat(machines).containsExactly(0);
  }

  @Test
  @Rule("G6")
  @DisplayName("G6: the mark is raised before it is used: what was issued is never above it")
  final void g06_nothing_is_issued_above_the_mark() {
    Wire wire = bench().wire();
    // Longer than the marks of its number last, and the answer that raises them no more.
    Duration ttl = Collections.max(List.of(identifierTtl().multipliedBy(2), Duration.ofSeconds(4)));
    Kit kit =
        FewMachines.of(
            bench().kit(wire, options -> options.lockDefaults(lasting().ttl(ttl))),
            1,
            Ticker.system());
    List<Long> ids = issue(kit, Duration.ofMillis(300), ErrorCode.BACKEND_UNAVAILABLE);
    Lease lease = machineLease(kit);
    wire.blackHole();
    Instant cut = Instant.now();
    ids.addAll(issue(kit, SOON, ErrorCode.BACKEND_UNAVAILABLE));
    SnowflakeId last = new SnowflakeId(last(ids));
    assertThat(last.time()).as("the last one").isBefore(cut.plus(AHEAD));
    long mark = markOnceFree(kit(), ttl);
    assertThat(mark).as("the mark").isGreaterThanOrEqualTo(last.value() >>> 24);
    assertThat(lease.isHeld()).isFalse();
  }
}

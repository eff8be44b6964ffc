package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ErrorCode;
import dev.lockstep.Kit;
import dev.lockstep.LeaseKind;
import dev.lockstep.NumberLease;
import dev.lockstep.SnowflakeId;
import dev.lockstep.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G1, G2 and G5: what an identifier is made of, and that there is only one of it. */
abstract class IdentifierRules extends IdentifierClockRules {
  private static final Instant EXAMPLE = Instant.parse("2026-06-20T12:34:56.78Z");
  private static final Instant END = Instant.parse("2181-09-15T03:28:58.88Z");

  @Test
  @Rule("G1")
  @DisplayName("G1: the worked examples, as they are read and as they are issued")
  final void g01_the_worked_examples() {
    SnowflakeId first = new SnowflakeId(1004470203683647545L);
    assertThat(first.time()).isEqualTo(EXAMPLE);
    assertThat(first.sequence()).isEqualTo(7);
    assertThat(first.machine()).isEqualTo(12345);
    SnowflakeId second = SnowflakeId.parse("979751833436160000");
    assertThat(second.time()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(second.sequence()).isZero();
    assertThat(second.machine()).isZero();
    SteppedClock clock = new SteppedClock();
    Kit kit = FewMachines.of(kit(), 65_535, clock);
    clock.standAt(Instant.parse("2026-01-01T00:00:00Z"));
    long id = kit.nextId();
    int machine = machineNumber(kit).number();
    assertThat(id - machine).isEqualTo(979751833436160000L);
    clock.standAt(EXAMPLE);
    for (int sequence = 0; sequence < 7; sequence++) {
      assertThat(kit.nextSnowflakeId().sequence()).isEqualTo(sequence);
    }
    assertThat(kit.nextId() - machine).isEqualTo(1004470203683647545L - 12345);
  }

  @Test
  @Rule("G1")
  @DisplayName("G1: time, sequence and machine of what is issued are those of the moment")
  final void g01_an_identifier_says_when_and_where_it_was_issued() {
    Kit kit = kit();
    kit.nextId();
    int machine = machineNumber(kit).number();
    assertThat(machine).as("the machine number").isBetween(0, 65_534);
    SnowflakeId before = kit.nextSnowflakeId();
    for (int i = 0; i < 2_000; i++) {
      Instant from = Instant.now();
      SnowflakeId id = kit.nextSnowflakeId();
      assertThat(id.time())
          .as("the time of an identifier")
          .isBetween(from.minusMillis(10), Instant.now());
      assertThat(id.machine()).as("the machine of an identifier").isEqualTo(machine);
      boolean sameSlot = id.time().equals(before.time());
      assertThat(id.sequence())
          .as("the sequence of an identifier")
          .isEqualTo(sameSlot ? before.sequence() + 1 : 0);
      before = id;
    }
  }

  @Test
  @Rule("G2")
  @DisplayName("G2: identifiers are unique across kits, nodes and threads, and rise within a kit")
  final void g02_identifiers_are_unique_across_kits_and_nodes() {
    List<CompletableFuture<List<Long>>> issued = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      NumberNode node = new NumberNode(bench().node());
      issued.add(node.idsLater(0, 3_000));
      issued.add(node.idsLater(5, 3_000));
    }
    // Five kits share five numbers, so that each must have one that nobody else has.
    for (int i = 0; i < 3; i++) {
      Kit few = FewMachines.of(kit(), 5, Ticker.system());
      issued.add(later(few::nextId, 3_000));
      issued.add(later(few::nextId, 3_000));
      issued.add(later(kit()::nextId, 3_000));
    }
    List<Long> all = new ArrayList<>();
    for (CompletableFuture<List<Long>> one : issued) {
      List<Long> ids = Eventually.answer(Duration.ofSeconds(60), "identifiers", one);
      assertThat(ids).as("those of one thread").isSorted().hasSize(3_000);
      all.addAll(ids);
    }
    assertThat(all).allMatch(id -> id > 0, "positive");
    assertThat(new HashSet<>(all)).as("different ones").hasSameSizeAs(all);
  }

  private CompletableFuture<List<Long>> later(LongSupplier next, int count) {
    return CompletableFuture.supplyAsync(
        () -> LongStream.generate(next).limit(count).boxed().toList(), bench().threads());
  }

  @Test
  @Rule("G2")
  @DisplayName(
      "G2: in one kit each identifier is greater than all before, with several numbers too")
  final void g02_identifiers_rise_within_a_kit_whatever_the_thread() {
    Kit kit = bench().kit(options -> options.idNumbers(3));
    AtomicLong greatest = new AtomicLong();
    List<CompletableFuture<List<Long>>> issued = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      issued.add(
          later(
              () -> {
                long before = greatest.get();
                long id = kit.nextId();
                if (id <= before) {
                  throw new AssertionError(id + " was issued after " + before);
                }
                greatest.accumulateAndGet(id, Math::max);
                return id;
              },
              20_000));
    }
    Set<Long> all = new HashSet<>();
    for (CompletableFuture<List<Long>> one : issued) {
      all.addAll(Eventually.answer(Duration.ofSeconds(60), "identifiers", one));
    }
    assertThat(all.size()).as("different identifiers").isEqualTo(80_000);
    Set<Integer> machines = new HashSet<>();
    all.forEach(id -> machines.add(new SnowflakeId(id).machine()));
    assertThat(machines).as("numbers in use").hasSizeBetween(2, 3);
  }

  @Test
  @Rule("G5")
  @DisplayName("G5: the end of the 39 bits is an error, and nothing is issued behind it")
  final void g05_the_end_of_time_is_an_error() {
    SteppedClock clock = new SteppedClock();
    clock.standAt(END.minusMillis(10));
    Kit kit = FewMachines.of(kit(), 65_535, clock);
    SnowflakeId last = kit.nextSnowflakeId();
    assertThat(last.time()).isEqualTo(END.minusMillis(10));
    assertThat(last.value() >>> 24).isEqualTo((1L << 39) - 1);
    clock.standAt(END);
    assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextId);
    clock.standAt(END.plus(Duration.ofDays(10_000)));
    assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextId);
    clock.standAt(SnowflakeId.EPOCH.minusMillis(1));
    assertFails(ErrorCode.CLOCK_UNUSABLE, kit::nextId);
    SteppedClock running = new SteppedClock();
    Kit until = FewMachines.of(kit(), 65_535, running);
    assertThat(until.nextId()).as("with a machine number before the end is near").isPositive();
    running.goOnFrom(END.minusMillis(300));
    List<Long> ids = new ArrayList<>();
    assertFails(
        ErrorCode.CLOCK_UNUSABLE,
        () -> {
          while (true) {
            ids.add(until.nextId());
          }
        });
    assertThat(ids).isNotEmpty().isSorted().doesNotHaveDuplicates().allMatch(id -> id > 0);
  }

  @Test
  @Rule("G5")
  @DisplayName("G5: an identifier is a decimal string without leading zeros, and nothing else")
  final void g05_identifiers_read_and_write_as_decimal_strings() {
    Kit kit = kit();
    SnowflakeId id = kit.nextSnowflakeId();
    assertThat(id.toString()).isEqualTo(Long.toString(id.value())).matches("[1-9][0-9]*");
    assertThat(SnowflakeId.parse(id.toString())).isEqualTo(id);
    SnowflakeId next = SnowflakeId.parse(kit.nextIdString());
    assertThat(next).as("the next identifier").isGreaterThan(id);
    assertThat(SnowflakeId.parse("0").value()).isZero();
    assertThat(SnowflakeId.parse("9223372036854775807").value()).isEqualTo(Long.MAX_VALUE);
    String digits = id.toString();
    for (String wrong :
        List.of(
            "",
            " ",
            "-1",
            "-" + digits,
            "+" + digits,
            "0" + digits,
            "00",
            " " + digits,
            digits + " ",
            digits + "x",
            "0x1f",
            "1e5",
            "1.0",
            "1_000",
            "null",
            "9223372036854775808",
            digits + digits,
            "\u0661\u0662\u0663")) {
      assertFails(ErrorCode.INVALID_OPTION, () -> SnowflakeId.parse(wrong));
    }
    assertFails(ErrorCode.INVALID_OPTION, () -> new SnowflakeId(-1));
  }

  /** The number on which the kit issues identifiers. */
  static NumberLease machineNumber(Kit kit) {
    return kit.held().stream()
        .filter(lease -> lease.kind() == LeaseKind.NUMBER)
        .map(NumberLease.class::cast)
        .reduce((one, another) -> another)
        .orElseThrow();
  }
}

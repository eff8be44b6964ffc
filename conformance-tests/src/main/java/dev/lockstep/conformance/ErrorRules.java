package dev.lockstep.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.ClockUnusableException;
import dev.lockstep.DefaultKitNotConfiguredException;
import dev.lockstep.Election;
import dev.lockstep.ElectionNotEnabledException;
import dev.lockstep.ElectionOptions;
import dev.lockstep.ErrorCode;
import dev.lockstep.HistoryLostException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.Kit;
import dev.lockstep.KitClosedException;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockNotAcquiredException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.LockstepException;
import dev.lockstep.Metadata;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.OperationInterruptedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** X2 to X4: codes, what a wrong option is told, and the same class for the same fault. */
abstract class ErrorRules extends OutageRules {
  /** Tests that touch the default kit, of which there is one in a JVM. */
  static final String DEFAULT_KIT = "dev.lockstep.conformance.default-kit";

  private static final Map<Class<? extends LockstepException>, Integer> CODES =
      Map.ofEntries(
          Map.entry(InvalidOptionException.class, 20100),
          Map.entry(LockNotAcquiredException.class, 20101),
          Map.entry(AlreadyUnlockedException.class, 20102),
          Map.entry(ElectionNotEnabledException.class, 20103),
          Map.entry(NoAvailableNumberException.class, 20104),
          Map.entry(LeaseLostException.class, 20150),
          Map.entry(KitClosedException.class, 20151),
          Map.entry(OperationInterruptedException.class, 20152),
          Map.entry(BackendUnavailableException.class, 10100),
          Map.entry(DefaultKitNotConfiguredException.class, 10101),
          Map.entry(BackendRefusedException.class, 10150),
          Map.entry(HistoryLostException.class, 10151),
          Map.entry(ClockUnusableException.class, 10152));

  static void assertThrows(Class<? extends LockstepException> type, ThrowingCallable call) {
    Throwable failed = catchThrowable(call);
    assertThat(failed).isExactlyInstanceOf(type);
    int number = ((LockstepException) failed).code().number();
    assertThat(number).as("code of %s", failed).isEqualTo(CODES.get(type));
  }

  @Test
  @Rule("X2")
  @DisplayName("X2: each class of the one family has its number, and each number its class")
  final void x02_every_exception_has_its_number() throws ReflectiveOperationException {
    assertFree(kit());
    Class<?>[] family = LockstepException.class.getPermittedSubclasses();
    assertThat(List.of(family)).containsExactlyInAnyOrderElementsOf(CODES.keySet());
    for (Class<?> type : family) {
      var error = (LockstepException) type.getConstructor(String.class).newInstance("it is told");
      assertThat(error.code().number()).as("%s", type).isEqualTo(CODES.get(type));
      assertThat(error).hasMessage("it is told");
    }
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number))
        .containsExactlyInAnyOrderElementsOf(CODES.values());
  }

  @Test
  @Rule("X2")
  @ResourceLock(DEFAULT_KIT)
  @DisplayName("X2: what goes wrong throws the class and the number of its kind")
  final void x02_what_goes_wrong_throws_its_number() {
    Wire wire = bench().wire();
    Kit kit = bench().kit(wire);
    Kit other = kit();
    assertThrows(InvalidOptionException.class, () -> kit.mutex(""));
    Lease held = lock(other, lasting());
    LockOptions impatient = lasting().maxWait(Duration.ofMillis(50));
    assertThrows(LockNotAcquiredException.class, () -> lock(kit, impatient));
    Thread.currentThread().interrupt();
    assertThrows(OperationInterruptedException.class, () -> lock(kit, lasting()));
    assertThat(Thread.interrupted()).as("the flag of the interrupt").isTrue();
    held.release();
    assertThrows(AlreadyUnlockedException.class, held::release);
    assertThrows(ElectionNotEnabledException.class, () -> kit.election("none"));
    other.allocateNumber("pool", 1);
    assertThrows(NoAvailableNumberException.class, () -> kit.allocateNumber("pool", 1));
    Lease lost = lock(kit, brief(kit).fixed());
    Eventually.answer(SOON, "the loss", lost.lost());
    assertThrows(LeaseLostException.class, lost::requireHeld);
    wire.cut();
    assertThrows(BackendUnavailableException.class, () -> mutex(kit, lasting()).tryLock());
    wire.heal();
    kit.close();
    assertThrows(KitClosedException.class, () -> mutex(kit, lasting()).tryLock());
    Lockstep.resetDefaultKit();
    assertThrows(DefaultKitNotConfiguredException.class, Lockstep::defaultKit);
  }

  /** It is InvalidOption, and says all of these words. */
  private static void assertTold(ThrowingCallable call, String... words) {
    assertThat(catchThrowable(call))
        .isExactlyInstanceOf(InvalidOptionException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  @Rule("X3")
  @DisplayName(
      "X3: a misspelt setting or a value that cannot be meant is named, with what is right")
  final void x03_a_wrong_setting_is_named() {
    assertFree(kit());
    Bench bench = bench();
    assertTold(
        () -> bench.connect("namspace", "x", o -> o),
        "'namspace'",
        "did you mean 'namespace'",
        "lock-ttl");
    assertTold(
        () -> bench.connect("namespace", "x", o -> o.setting("operation-timeot", "2s")),
        "'operation-timeot'",
        "did you mean 'operation-timeout'",
        "connect-timeout");
    assertTold(
        () -> bench.connect("operation-timeout", "soon", o -> o),
        "operation-timeout",
        "'soon'",
        "500ms, 15s or 2m");
    assertTold(() -> bench.connect("id-numbers", "many", o -> o), "id-numbers", "whole number");
    assertTold(() -> bench.connect("id-numbers", "5000", o -> o), "id-numbers", "from 1 to 1024");
    assertTold(() -> bench.connect("lock-ttl", "-1s", o -> o), "lock-ttl", "more than zero");
    Kit right =
        bench.connect(
            "operation-timeout",
            "1s",
            o -> o.namespace(bench.namespace()).setting("lock-ttl", "9s"));
    assertThat(right.lockDefaults().ttl()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  @Rule("X3")
  @DisplayName("X3: an unknown backend is named, with those that there are")
  final void x03_an_unknown_backend_is_named() {
    assertFree(kit());
    String url = bench().backend().url();
    String scheme = url.substring(0, url.indexOf(':'));
    assertTold(
        () -> Lockstep.connect(scheme + "q" + url.substring(scheme.length())),
        "'" + scheme + "q'",
        "did you mean '" + scheme + "'",
        "adapters on the class path serve: ");
    assertTold(() -> Lockstep.connect("nothing-like-it://host"), "'nothing-like-it'", scheme);
    assertTold(() -> Lockstep.connect("no url at all"), "no scheme", "expected is");
  }

  @Test
  @Rule("X3")
  @DisplayName("X3: a wrong option of a call is named, with its bounds")
  final void x03_a_wrong_option_is_named() {
    Kit kit = kit();
    LockOptions options = LockOptions.defaults();
    assertTold(() -> options.ttl(Duration.ZERO), "ttl", "more than zero");
    assertTold(() -> options.maxWait(Duration.ofMillis(-1)), "maxWait", "not be negative");
    assertTold(() -> options.retryInterval(Duration.ofMillis(-5)), "retryInterval", "more than");
    assertTold(() -> options.minHold(Duration.ZERO), "minHold", "more than zero");
    assertTold(() -> options.maxHold(Duration.ZERO), "maxHold", "more than zero");
    assertTold(() -> options.reentrant(""), "reentrant", "empty");
    assertTold(() -> Metadata.of("x".repeat(4097)), "4097", "4096");
    assertTold(() -> KitOptions.of("x:").idNumbers(0), "idNumbers", "from 1 to 1024");
    ElectionOptions election = ElectionOptions.of("domain");
    assertTold(() -> election.unhealthyTime(Duration.ZERO), "unhealthyTime", "more than zero");
    assertTold(() -> election.timeout(Duration.ZERO), "timeout", "more than zero");
    assertTold(() -> kit.allocateNumber("pool", 0), "max", "more than zero");
    assertTold(() -> kit.mutex("x".repeat(600)), "key", "600", "512");
    Election joined = kit.enableElection(election.unhealthyTime(LONG));
    assertTold(() -> kit.enableElection(election), "'domain'", "already", "close it");
    assertTold(joined::members, "'domain'", "keepHeartbeat");
    Lease fixed = lock(kit, lasting().fixed());
    assertTold(fixed::renew, KEY, "fixed");
  }

  /** What a fault makes of a call, by its description. */
  private static void assertSame(
      Class<? extends LockstepException> type, Map<String, ThrowingCallable> faults) {
    faults.forEach(
        (fault, call) -> assertThat(catchThrowable(call)).as(fault).isExactlyInstanceOf(type));
  }

  @Test
  @Rule("X4")
  @DisplayName("X4: whatever keeps the backend from answering is BackendUnavailable")
  final void x04_no_answer_is_the_same_class_whatever_the_reason() {
    Duration brief = Duration.ofMillis(700);
    BackendUnderTest backend = bench().alone();
    Wire cut = bench().wire();
    Wire silent = bench().wire();
    Wire slow = bench().wire();
    Kit cutOff = bench().kit(cut, options -> options.operationTimeout(brief));
    Kit unheard = bench().kit(silent, options -> options.operationTimeout(brief));
    Kit waiting = bench().kit(slow, options -> options.operationTimeout(brief));
    Kit kit = bench().kit(options -> options.operationTimeout(brief));
    cut.cut();
    silent.blackHole();
    slow.delayReplies(brief.multipliedBy(2));
    Map<String, ThrowingCallable> faults = new LinkedHashMap<>();
    faults.put("cut off", () -> mutex(cutOff, lasting()).tryLock());
    faults.put("in a black hole", () -> mutex(unheard, lasting()).isLocked());
    faults.put("answered too slowly", () -> waiting.allocateNumber("pool", 3));
    faults.put(
        "connecting to nobody",
        () ->
            Lockstep.connect(KitOptions.of(backend.unreachableUrl()).connectTimeout(brief))
                .close());
    assertSame(BackendUnavailableException.class, faults);
    slow.heal();
    backend.stop();
    assertSame(
        BackendUnavailableException.class,
        Map.of(
            "lock while it is down",
            () -> mutex(kit, lasting()).lock(),
            "connecting while it is down",
            () -> Lockstep.connect(KitOptions.of(backend.url()).connectTimeout(brief)).close()));
    backend.start();
  }

  @Test
  @Rule("X4")
  @DisplayName("X4: a backend that says no is BackendRefused, for every kind of call")
  final void x04_a_refusal_is_the_same_class() {
    Optional<BackendUnderTest> secured = bench().backend().secured("ann", "open-sesame");
    secured.ifPresent(
        backend -> {
          bench().keep(backend);
          KitOptions stranger = KitOptions.of(backend.url().replace("open-sesame", "wrong"));
          KitOptions nobody = KitOptions.of(backend.url().replace("ann:open-sesame@", ""));
          assertSame(
              BackendRefusedException.class,
              Map.of(
                  "a wrong password",
                  () -> Lockstep.connect(stranger).close(),
                  "no password",
                  () -> Lockstep.connect(nobody).close()));
        });
    Kit kit = kit();
    lock(kit(), lasting());
    kit().allocateNumber("pool", 1);
    StoredRecords stored = bench().stored(bench().namespace());
    stored.bodies().keySet().forEach(key -> stored.rewrite(key, new byte[] {'?'}));
    assertSame(
        BackendRefusedException.class,
        Map.of(
            "tryLock on what cannot be read",
            () -> mutex(kit, lasting()).tryLock(),
            "isLocked of what cannot be read",
            () -> mutex(kit, lasting()).isLocked(),
            "a number that cannot be read",
            () -> kit.allocateNumber("pool", 1)));
  }

  @Test
  @Rule("X4")
  @DisplayName("X4: what was taken away is the same class, by whomever and however")
  final void x04_a_loss_is_the_same_class() {
    BackendUnderTest backend = bench().alone();
    Kit kit = kit();
    Lease deleted = lock(kit, brief(kit));
    assertThat(backend.deleteLock(bench().namespace(), KEY)).isTrue();
    assertThrows(AlreadyUnlockedException.class, deleted::release);
    Lease revoked = lock(kit, brief(kit));
    var holder = mutex(kit, lasting()).holder().orElseThrow();
    assertThat(kit().inspector().revoke(holder)).isTrue();
    Eventually.answer(SOON, "the loss", revoked.lost());
    assertThrows(LeaseLostException.class, revoked::requireHeld);
    assertThrows(LeaseLostException.class, revoked::renew);
    assertThrows(AlreadyUnlockedException.class, revoked::release);
    Lease flushed = lock(kit, brief(kit));
    bench().flush();
    Eventually.answer(SOON, "the loss", flushed.lost());
    assertThrows(LeaseLostException.class, flushed::requireHeld);
    assertThrows(AlreadyUnlockedException.class, flushed::release);
    Lease closed = lock(kit, lasting());
    kit.close();
    assertThrows(AlreadyUnlockedException.class, closed::release);
    assertThrows(KitClosedException.class, () -> kit.mutex(KEY));
    assertThrows(KitClosedException.class, () -> kit.allocateNumber("pool", 1));
    assertThrows(KitClosedException.class, () -> kit.enableElection(ElectionOptions.of("d")));
    assertThrows(KitClosedException.class, kit::nextId);
    assertThrows(KitClosedException.class, kit::inspector);
  }
}

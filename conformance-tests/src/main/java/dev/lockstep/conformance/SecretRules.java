package dev.lockstep.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.Election;
import dev.lockstep.ElectionOptions;
import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseEnd;
import dev.lockstep.LeaseKind;
import dev.lockstep.Lockstep;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** X6: no secret is told to anybody. */
abstract class SecretRules extends ResourceRules {
  private static final String USER = "ann";

  /** Of which nothing may be found anywhere, decoded or encoded. */
  private static final String TRACE = "s3same";

  private static final String PASSWORD = TRACE + "/47%11";
  private static final String ENCODED = TRACE + "%2F47%2511";

  @Test
  @Rule("X6")
  @DisplayName("X6: errors, logs, observers and records tell nothing of the password")
  final void x06_nothing_tells_the_password() {
    BackendUnderTest backend = bench().guarded(USER, PASSWORD);
    Queue<String> told = new ConcurrentLinkedQueue<>();
    String printed;
    try (HeardOutput output = new HeardOutput()) {
      knock(backend, told);
      Wire wire = bench().wire();
      Duration timeout = Duration.ofMillis(500);
      Kit kit =
          bench()
              .kit(
                  wire, options -> options.operationTimeout(timeout).observer(new Listening(told)));
      work(backend, kit, told);
      wire.cut();
      told.add(failed(() -> lock(kit, lasting())));
      wire.blackHole();
      told.add(failed(() -> kit.allocateNumber("pool", 9)));
      backend.stop();
      told.add(failed(() -> mutex(kit, lasting()).isLocked()));
      told.add(failed(() -> Lockstep.connect(KitOptions.of(backend.url())).close()));
      backend.start();
      wire.heal();
      kit.close();
      told.add(failed(() -> lock(kit, lasting())));
      printed = output.text();
    }
    assertThat(printed).as("the log").contains("thrown by a listener of the suite");
    assertThat(printed.lines()).as("the log").noneMatch(line -> line.contains(TRACE));
    assertThat(told).as("what was told").hasSizeGreaterThan(30);
    assertThat(told).as("what was told").noneMatch(text -> text.contains(TRACE));
  }

  /** Strangers, and addresses where nobody is: with the password, or one that is nearly right. */
  private void knock(BackendUnderTest backend, Queue<String> told) {
    Duration brief = Duration.ofMillis(300);
    for (String url :
        List.of(
            backend.url().replace(ENCODED + "@", ENCODED + "x@"),
            backend.url().replace(USER + ":", "bob:"),
            backend.unreachableUrl().replace("://", "://" + USER + ":" + ENCODED + "@"))) {
      KitOptions options =
          KitOptions.of(url)
              .namespace(bench().namespace())
              .connectTimeout(brief)
              .observer(new Listening(told));
      told.add(options.toString());
      Throwable refused = catchThrowable(() -> Lockstep.connect(options).close());
      told.add(refused == null ? "let in" : Told.of(refused));
    }
  }

  private void work(BackendUnderTest backend, Kit kit, Queue<String> told) {
    Lease lease = lock(kit, brief(kit));
    lease.onEnd(
        end -> {
          throw new IllegalStateException("thrown by a listener of the suite, on purpose");
        });
    Election election =
        kit.enableElection(ElectionOptions.of("domain").unhealthyTime(LONG).keepHeartbeat());
    told.add(kit.allocateNumber("pool", 2) + " " + kit.nextIdString());
    told.add(kit + " " + lease + " " + election + " " + kit.mutex(KEY) + " " + kit.traits());
    told.add(kit.lockDefaults() + " " + kit.inspector() + " " + election.members());
    for (LeaseKind kind : LeaseKind.values()) {
      kit.inspector().holders(kind).forEach(holder -> told.add(holder.toString()));
    }
    bench()
        .stored(bench().namespace())
        .bodies()
        .forEach((key, body) -> told.add(key + " " + new String(body, UTF_8)));
    told.addAll(backend.traces(bench().namespace()));
    lease.release();
  }

  private static String failed(ThrowingCallable call) {
    Throwable failed = catchThrowable(call);
    assertThat(failed).isNotNull();
    return Told.of(failed);
  }

  /** An observer that writes down whatever it is told. */
  private record Listening(Queue<String> told) implements LockstepObserver {
    @Override
    public Span begin(Operation operation) {
      told.add(operation.toString());
      return error -> error.ifPresent(thrown -> told.add(Told.of(thrown)));
    }

    @Override
    public void granted(Lease lease, Duration waited) {
      told.add(lease.toString());
    }

    @Override
    public void ended(LeaseEnd end, Duration held) {
      told.add(end + end.error().map(Told::of).orElse(""));
    }
  }

  @Test
  @Rule("X6")
  @DisplayName("X6: a password in the wrong place is not shown by the error that says so")
  final void x06_a_misplaced_password_is_not_shown() {
    assertFree(kit());
    String url = bench().backend().url();
    String scheme = url.substring(0, url.indexOf(':'));
    String and = url.contains("?") ? "&" : "?";
    for (String wrong :
        List.of(
            scheme + "://" + USER + ":" + TRACE + "@h@host:1",
            scheme + "://" + USER + ":" + TRACE + "#@host:1",
            scheme + "://" + USER + ":" + TRACE + "/@host:1",
            scheme + "://" + USER + ":" + TRACE + "?@host:1",
            scheme + "://" + USER + ":" + TRACE + "%zz@host:1",
            scheme + "://host:" + TRACE,
            scheme + "://" + TRACE + "=:1",
            scheme + "//" + USER + ":" + TRACE + "@host:1",
            "nothing-like-it://" + USER + ":" + TRACE + "@host:1",
            TRACE,
            url + and + "password=" + TRACE,
            url + and + "token=" + TRACE,
            url + and + TRACE)) {
      assertHidden(KitOptions.of(wrong));
    }
    KitOptions right = KitOptions.of(url);
    assertHidden(right.setting("no-such-password", TRACE));
    assertHidden(right.setting("hosts", USER + ":" + TRACE + "@host"));
    assertHidden(right.setting("hosts", TRACE + "=:1"));
  }

  private static void assertHidden(KitOptions options) {
    assertThat(options.toString()).doesNotContain(TRACE);
    Throwable failed = catchThrowable(() -> Lockstep.connect(options).close());
    assertThat(failed).isNotNull();
    assertThat(Told.of(failed)).doesNotContain(TRACE);
  }
}

package dev.lockstep.etcd;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.LockstepException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Scheduler.Timer;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.maintenance.StatusResponse;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses servers whose leases cannot be relied on: before 3.5.13 a leader that stood still, and
 * was replaced meanwhile, went on ending leases that were renewed at its successor.
 */
final class ServerCheck {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
  private static final String NEEDED = "3.5.13";
  private static final long NEEDED_NUMBER = number(3, 5, 13);

  private final Function<URI, Client> ofOne;
  private final Faults faults;
  private final AtomicConfig config;

  /**
   * A check.
   *
   * @param ofOne the client that asks this member
   */
  ServerCheck(Function<URI, Client> ofOne, Faults faults, AtomicConfig config) {
    this.ofOne = ofOne;
    this.faults = faults;
    this.config = config;
  }

  /**
   * Asks every member that can be asked: one that is down keeps nobody out, and one that says
   * nothing is waited for no longer than for any answer once another one has spoken.
   *
   * @param awaiting waits for an answer, and throws what it failed with
   * @throws BackendRefusedException if one is too old, or says no
   */
  void ask(List<URI> endpoints, Consumer<CompletableFuture<?>> awaiting) {
    List<CompletableFuture<Void>> checks = endpoints.stream().map(this::check).toList();
    CompletableFuture<?>[] all = checks.toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> everybody = CompletableFuture.allOf(all).exceptionally(error -> null);
    awaiting.accept(CompletableFuture.anyOf(all).exceptionally(error -> ""));
    Timer patience =
        config
            .scheduler()
            .schedule(config.operationTimeout().toNanos(), () -> everybody.complete(null));
    awaiting.accept(everybody);
    patience.cancel();
    checks.forEach(this::throwRefusal);
    if (checks.stream().noneMatch(ServerCheck::isPassed)) {
      awaiting.accept(CompletableFuture.anyOf(all));
    }
  }

  private CompletableFuture<Void> check(URI endpoint) {
    return ofOne
        .apply(endpoint)
        .getMaintenanceClient()
        .statusMember(endpoint.toString())
        .thenApply(StatusResponse::getVersion)
        // Only 3.5.28 and later, and 3.6, keep it from users who are no administrators.
        .exceptionally(error -> EtcdFaults.isDenied(error) ? NEEDED : rethrow(error))
        .thenAccept(version -> requireRecent(endpoint, version));
  }

  private static String rethrow(Throwable error) {
    throw new CompletionException(error);
  }

  private void requireRecent(URI endpoint, String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || number(parts) < NEEDED_NUMBER) {
      throw new BackendRefusedException(
          "etcd at "
              + endpoint.getAuthority()
              + " is version "
              + version
              + "; at least "
              + NEEDED
              + " is needed: before it, a leader that stood still and was replaced could end leases"
              + " that are renewed; upgrade it, or accept that risk by validate-server=false",
          null,
          faults.endpoint(),
          null);
    }
  }

  private void throwRefusal(CompletableFuture<Void> check) {
    if (check.isCompletedExceptionally()) {
      try {
        check.join();
      } catch (CompletionException error) {
        LockstepException fault = faults.of(error, "connecting", null);
        if (fault instanceof BackendRefusedException) {
          throw fault;
        }
      }
    }
  }

  private static boolean isPassed(CompletableFuture<Void> check) {
    return check.isDone() && !check.isCompletedExceptionally();
  }

  private static long number(Matcher parts) {
    return number(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private static long number(int major, int minor, int patch) {
    return (major * 1000L + minor) * 1000L + patch;
  }
}

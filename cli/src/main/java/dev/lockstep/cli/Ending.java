package dev.lockstep.cli;

import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.Lease;
import java.io.PrintWriter;
import java.util.OptionalInt;

/** How a command that ran under a lease ends: to give the lease back is its last word. */
final class Ending {
  private Ending() {}

  static int of(Lease lease, OptionalInt exitCode, PrintWriter err) {
    if (exitCode.isEmpty()) {
      return ExitCode.LOST;
    }
    try {
      lease.release();
    } catch (AlreadyUnlockedException lost) {
      err.println("lockstep: " + lost.getMessage() + " (" + lost.code().number() + ")");
      err.flush();
      return ExitCode.LOST;
    } catch (BackendUnavailableException later) {
      // The command ran to its end under the lease: that it worked is not undone by this.
      err.println("lockstep: " + lease.key() + " ends by its TTL: " + later.getMessage());
      err.flush();
    }
    return exitCode.getAsInt();
  }
}

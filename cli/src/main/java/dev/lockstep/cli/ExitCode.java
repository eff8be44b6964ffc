package dev.lockstep.cli;

import dev.lockstep.ErrorCode;

/** How a command ends; the numbers of sysexits.h, so that scripts can tell the cases apart. */
final class ExitCode {
  static final int OK = 0;
  static final int FOUND_WRONG = 1;
  static final int USAGE = 64;
  static final int UNAVAILABLE = 69;
  static final int INTERNAL = 70;

  private ExitCode() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_OPTION -> USAGE;
      case BACKEND_UNAVAILABLE, BACKEND_REFUSED, HISTORY_LOST -> UNAVAILABLE;
      case LOCK_NOT_ACQUIRED,
          ALREADY_UNLOCKED,
          ELECTION_NOT_ENABLED,
          NO_AVAILABLE_NUMBER,
          LEASE_LOST,
          KIT_CLOSED,
          OPERATION_INTERRUPTED,
          DEFAULT_KIT_NOT_CONFIGURED,
          CLOCK_UNUSABLE ->
          INTERNAL;
    };
  }
}

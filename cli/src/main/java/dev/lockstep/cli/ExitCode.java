package dev.lockstep.cli;

import dev.lockstep.ErrorCode;

/** How a command ends; the numbers of sysexits.h, so that scripts can tell the cases apart. */
final class ExitCode {
  static final int OK = 0;
  static final int FOUND_WRONG = 1;

  /** The same number: what was asked for is not there. */
  static final int NOBODY = 1;

  static final int USAGE = 64;
  static final int UNAVAILABLE = 69;
  static final int INTERNAL = 70;
  static final int LOST = 74;
  static final int NOT_ACQUIRED = 75;

  /** As shells have it. */
  static final int CANNOT_RUN = 127;

  private ExitCode() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_OPTION -> USAGE;
      case BACKEND_UNAVAILABLE, BACKEND_REFUSED, HISTORY_LOST -> UNAVAILABLE;
      case LOCK_NOT_ACQUIRED, NO_AVAILABLE_NUMBER -> NOT_ACQUIRED;
      case LEASE_LOST, ALREADY_UNLOCKED -> LOST;
      case ELECTION_NOT_ENABLED,
          KIT_CLOSED,
          OPERATION_INTERRUPTED,
          DEFAULT_KIT_NOT_CONFIGURED,
          CLOCK_UNUSABLE ->
          INTERNAL;
    };
  }
}

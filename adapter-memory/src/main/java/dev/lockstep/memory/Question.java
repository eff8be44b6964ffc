package dev.lockstep.memory;

/** What a node can ask its backend: the operations of {@link dev.lockstep.spi.LeaseStore}. */
public enum Question {
  /** A session is opened. */
  OPEN,
  /** A session and its records are renewed. */
  RENEW,
  /** A session is audited. */
  AUDIT,
  /** A session is ended. */
  END,
  /** A record is made. */
  GRANT,
  /** A record is handed over. */
  REGRANT,
  /** A body is changed. */
  REWRITE,
  /** A record is given up. */
  RELEASE,
  /** A record is read. */
  GET,
  /** Records are listed. */
  LIST,
  /** Names are listed. */
  KEYS,
  /** Hints are asked for. */
  WATCH,
  /** The history is asked for. */
  HISTORY,
  /** The base of tokens is raised. */
  RAISE_BASE,
  /** The server's clock is asked for. */
  TIME
}

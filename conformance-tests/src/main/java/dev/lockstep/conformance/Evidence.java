package dev.lockstep.conformance;

import java.util.Locale;

/** What a verdict rests on (S4). */
public enum Evidence {
  /** A real server that the suite started itself, and may kill. */
  SERVER,
  /** A server of somebody else, behind a proxy of the suite. */
  PROXY,
  /** A model of a server. */
  MODEL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.lockstep.conformance.transcript;

/** What a script does with numbers and identifiers. Numbers are leases too. */
interface NumberVerbs {
  /** Takes a number; tells whether anybody of the script holds the same. */
  String number(String kit, String lease, String pool, int max);

  /** The same as soon as one is free; time passes. */
  String awaitNumber(String kit, String lease, String pool, int max);

  /** Takes so many identifiers; tells whether they rise, and whether anybody had one of them. */
  String ids(String kit, int count);

  /** Sets the wall clock of a kit with clocks of its own back by an hour. */
  String setBack(String kit);

  /** Sets it right again. */
  String setForward(String kit);
}

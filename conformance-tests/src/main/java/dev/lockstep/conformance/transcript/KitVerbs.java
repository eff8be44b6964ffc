package dev.lockstep.conformance.transcript;

/** What a script does with kits, and what befalls them. An empty answer is no observation. */
interface KitVerbs {
  /** Where a kit is. */
  enum Place {
    /** In this process. */
    HERE,
    /** In this process, on a way of its own to the backend, which can be cut. */
    WIRED,
    /** In this process, with clocks of its own. */
    CLOCKED,
    /** In this process, in another namespace. */
    ELSEWHERE,
    /** A node that can be killed and frozen; it locks and releases, and does nothing else. */
    NODE
  }

  /** Why a kit is not heard of. */
  enum Silence {
    CUT,
    FROZEN,
    KILLED
  }

  /** What befalls the backend. */
  enum Fate {
    /** Before any kit opens: this script has one for itself. */
    OWN,
    DOWN,
    UP
  }

  /** Opens a kit; its name is its node key, but for what precedes a slash. */
  String open(String kit, Place place);

  /** Gives up everything. */
  String close(String kit);

  /** From now on nothing comes from this kit, and nothing reaches it. */
  String silence(String kit, Silence how);

  /** It is heard of again. */
  String revive(String kit);

  /** Waits until this kit can ask the backend. */
  String answers(String kit);

  String backend(Fate fate);

  /** Lets a brief lease's time pass, and half as much again. */
  String pass();

  /** What this kit holds now, sorted. */
  String heldBy(String kit);

  /** What the next so many events were that this recorder heard; waits for them. */
  String heard(String recorder, int count);
}

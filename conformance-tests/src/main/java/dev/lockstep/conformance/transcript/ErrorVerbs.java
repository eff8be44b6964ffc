package dev.lockstep.conformance.transcript;

/** What a script does wrong, and what concerns the process. */
interface ErrorVerbs {
  /** Asks for what cannot be meant. */
  String wrong(String kit, Wrong what);

  /** Makes this kit the process's default. */
  String makeDefault(String kit);

  String forgetDefault();

  /** Which kit is the default. */
  String defaultKit();
}

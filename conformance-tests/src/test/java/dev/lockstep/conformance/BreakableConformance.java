package dev.lockstep.conformance;

import dev.lockstep.Kit;
import java.util.function.UnaryOperator;

/** The suite, with a say in what becomes of each kit when it is connected (S2). */
public abstract class BreakableConformance extends LockstepConformance {
  /** A suite in which every kit is handed through this. */
  protected BreakableConformance(UnaryOperator<Kit> breaking) {
    connected = breaking;
  }
}

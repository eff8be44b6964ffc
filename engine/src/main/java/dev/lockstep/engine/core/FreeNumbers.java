package dev.lockstep.engine.core;

import java.util.TreeSet;

/**
 * The numbers of a pool that nobody has, as far as is known (N1). Costs what is taken, however many
 * numbers there are. Not thread-safe.
 */
public final class FreeNumbers {
  private final int max;
  private final TreeSet<Integer> taken = new TreeSet<>();

  /** All of 0 to {@code max - 1}. */
  public FreeNumbers(int max) {
    this.max = max;
  }

  /** It is free no more; one that is none of the pool's is passed over. */
  public void take(int number) {
    if (number >= 0 && number < max) {
      taken.add(number);
    }
  }

  /** How many are free. */
  public int count() {
    return max - taken.size();
  }

  /** The free number that so many smaller free ones come before; less than {@link #count()}. */
  public int at(int rank) {
    int number = rank;
    for (int other : taken) {
      if (other > number) {
        break;
      }
      number++;
    }
    return number;
  }

  /** All are free again. */
  public void clear() {
    taken.clear();
  }
}

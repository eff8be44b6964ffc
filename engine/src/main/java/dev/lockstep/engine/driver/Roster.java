package dev.lockstep.engine.driver;

import dev.lockstep.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The terms and handles that live in a kit. Stepped under the lock. */
final class Roster {
  private final Set<Term> terms = new LinkedHashSet<>();
  private final Set<HeldLease> handles = new LinkedHashSet<>();

  void add(Term term) {
    terms.add(term);
  }

  void remove(Term term) {
    terms.remove(term);
  }

  void add(HeldLease handle) {
    handles.add(handle);
  }

  void remove(HeldLease handle) {
    handles.remove(handle);
  }

  List<Term> terms() {
    return new ArrayList<>(terms);
  }

  /** How many terms and handles there are (X5). */
  int size() {
    return terms.size() + handles.size();
  }

  List<Lease> held() {
    return handles.stream().filter(HeldLease::isHeld).map(h -> (Lease) h).toList();
  }
}

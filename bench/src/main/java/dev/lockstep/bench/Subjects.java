package dev.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Those that are compared in one scenario, by name; closed together. */
final class Subjects implements AutoCloseable {
  private final Map<String, Subject> byName = new LinkedHashMap<>();

  Subjects with(String name, Subject subject) {
    byName.put(name, subject);
    return this;
  }

  Map<String, Subject> byName() {
    return byName;
  }

  @Override
  public void close() {
    byName.values().forEach(Subject::close);
  }
}

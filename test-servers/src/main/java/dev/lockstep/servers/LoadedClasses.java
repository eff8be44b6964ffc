package dev.lockstep.servers;

import java.io.IOException;
import java.nio.file.Path;

/** Loads classes by name, for a JVM that is to archive them, and ends. */
final class LoadedClasses {
  private LoadedClasses() {}

  /** Argument: the list. */
  public static void main(String[] args) throws IOException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    for (String name : ClassArchive.namesIn(Path.of(args[0]))) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError left) {
        // Made at run time, or for optional parts that are not there.
      }
    }
  }
}

package dev.lockstep.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code lockstep --version} prints: from the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "lockstep "
          + (version == null ? "(not from a jar)" : version)
          + ", Java "
          + System.getProperty("java.version")
    };
  }
}

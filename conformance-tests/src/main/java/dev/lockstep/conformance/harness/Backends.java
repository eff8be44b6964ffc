package dev.lockstep.conformance.harness;

import dev.lockstep.conformance.BackendUnderTest;

/** Backends by their URL. */
public final class Backends {
  private static final String MEMORY = "memory:";

  private Backends() {}

  /**
   * {@return what is at that URL: a server of its own in memory for {@code memory:}, whatever its
   * name; else the server that is there, which is never stopped nor flushed (S4)} Connects nobody.
   *
   * @param url that of a server
   * @throws dev.lockstep.InvalidOptionException if the URL names no single host with its port
   */
  public static BackendUnderTest at(String url) {
    if (!url.startsWith(MEMORY)) {
      return new UrlUnderTest(url);
    }
    int query = url.indexOf('?');
    return new MemoryUnderTest(query < 0 ? "" : url.substring(query));
  }
}

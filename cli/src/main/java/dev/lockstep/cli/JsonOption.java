package dev.lockstep.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Whether a command speaks to a person or to a program. */
final class JsonOption {
  private static final JsonMapper JSON = new JsonMapper();

  @Option(names = "--json", description = "Print a JSON object a line, for programs.")
  private boolean json;

  /** Prints one or the other at once, since a program may wait for it. */
  void print(PrintWriter out, String text, Map<String, ?> fields) {
    out.println(json ? JSON.writeValueAsString(fields) : text);
    out.flush();
  }

  boolean isWanted() {
    return json;
  }
}

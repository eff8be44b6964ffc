package dev.lockstep.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rules that this suite covers, by id, with what each is for. Immutable. */
public final class RuleBook {
  private static final String RESOURCE = "rules.txt";

  private RuleBook() {}

  /** Every rule in the order of the specification: its id and its intent. */
  public static Map<String, String> rules() {
    try (InputStream in = RuleBook.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the suite was packaged without its " + RESOURCE);
      }
      Map<String, String> rules = new LinkedHashMap<>();
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (space > 0) {
          rules.put(line.substring(0, space), line.substring(space + 1).strip());
        }
      }
      return Collections.unmodifiableMap(rules);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}

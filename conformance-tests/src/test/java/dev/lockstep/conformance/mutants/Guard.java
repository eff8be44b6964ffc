package dev.lockstep.conformance.mutants;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.spi.BackendUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Who is let in at a server, by its name: without a guard, everybody; else who knows the user and
 * the password of which the name bears a digest.
 */
record Guard(String digest) {
  private static final String MARK = "/guarded-";

  /** The guard in the name of a server. */
  static Guard of(String path) {
    int mark = path.indexOf(MARK);
    return new Guard(mark < 0 ? "" : path.substring(mark + MARK.length()).split("-", 2)[0]);
  }

  static Guard of(String user, String password) {
    return new Guard(Integer.toHexString((user + ":" + password).hashCode()));
  }

  /** How the name of a server begins that is guarded so. */
  String path(String mutant) {
    return mutant + MARK + digest + "-";
  }

  /** How the URL begins of one who is let in. */
  static String login(String scheme, String user, String password) {
    return scheme
        + "://"
        + user
        + ":"
        + URLEncoder.encode(password, StandardCharsets.UTF_8)
        + "@memory/";
  }

  void requireWelcome(BackendUrl url) {
    if (!digest.isEmpty() && !equals(of(url.user().orElse(""), url.password().orElse("")))) {
      throw new BackendRefusedException(
          url.endpoint() + " knows no such user, or another password", null, url.endpoint(), null);
    }
  }
}

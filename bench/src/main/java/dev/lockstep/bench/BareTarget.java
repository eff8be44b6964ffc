package dev.lockstep.bench;

import dev.lockstep.Kit;
import dev.lockstep.spi.Key;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bare client works on.
 *
 * @param lender an idle kit of that namespace: it has connected as the URL and the settings say,
 *     and lends its client by {@code unwrap}
 * @param url of the backend, for what the client does not know
 * @param namespace of its own, as long as that of the kits it is compared with
 * @param key of the same lock as theirs
 * @param body of a record of theirs; not copied
 * @param ttl of a record
 */
@SuppressWarnings("ArrayRecordComponent") // As in Entry.
public record BareTarget(
    Kit lender, URI url, String namespace, Key key, byte[] body, Duration ttl) {
  /** What the kit lends. */
  public <T> T lent(Class<T> type) {
    return lender
        .unwrap(type)
        .orElseThrow(() -> new IllegalStateException("the adapter lends no " + type.getName()));
  }

  /** A setting of the adapter, if the URL says it. */
  public Optional<String> setting(String name) {
    String query = url.getQuery() == null ? "" : url.getQuery();
    Matcher said = Pattern.compile("(^|&)" + Pattern.quote(name) + "=([^&]*)").matcher(query);
    return said.find() ? Optional.of(said.group(2)) : Optional.empty();
  }

  /** Without the URL, which may hold a password (X6). */
  @Override
  public String toString() {
    return "BareTarget[" + namespace + ", " + key.path() + "]";
  }
}

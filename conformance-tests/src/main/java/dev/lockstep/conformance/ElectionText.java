package dev.lockstep.conformance;

import dev.lockstep.ElectionOptions;
import java.time.Duration;
import java.util.StringJoiner;

/** Election options in one word, for a node in another process. */
final class ElectionText {
  private ElectionText() {}

  static String write(ElectionOptions options) {
    StringJoiner word = new StringJoiner(",");
    word.add("unhealthy=" + options.unhealthyTime().toMillis());
    options.nodeKey().ifPresent(nodeKey -> word.add("node=" + nodeKey));
    if (options.hasHeartbeat()) {
      word.add("heart=1");
    }
    return word.toString();
  }

  static ElectionOptions read(String domain, String word) {
    ElectionOptions options = ElectionOptions.of(domain);
    for (String part : word.split(",", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1);
      options =
          switch (part.substring(0, equals)) {
            case "unhealthy" -> options.unhealthyTime(Duration.ofMillis(Long.parseLong(value)));
            case "node" -> options.nodeKey(value);
            case "heart" -> options.keepHeartbeat();
            default -> throw new IllegalArgumentException("no such option: " + part);
          };
    }
    return options;
  }
}

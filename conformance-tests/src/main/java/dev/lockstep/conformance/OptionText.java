package dev.lockstep.conformance;

import dev.lockstep.LockOptions;
import java.time.Duration;
import java.util.StringJoiner;

/** Lock options in one word, for a node in another process. */
final class OptionText {
  private OptionText() {}

  static String write(LockOptions options) {
    StringJoiner word = new StringJoiner(",");
    word.add("ttl=" + options.ttl().toMillis());
    word.add("retry=" + options.retryInterval().toMillis());
    options.maxWait().ifPresent(wait -> word.add("wait=" + wait.toMillis()));
    if (options.isFixed()) {
      word.add("fixed=1");
    }
    return word.toString();
  }

  static LockOptions read(String word) {
    LockOptions options = LockOptions.defaults();
    for (String part : word.split(",", -1)) {
      int equals = part.indexOf('=');
      Duration value = Duration.ofMillis(Long.parseLong(part.substring(equals + 1)));
      options =
          switch (part.substring(0, equals)) {
            case "ttl" -> options.ttl(value);
            case "retry" -> options.retryInterval(value);
            case "wait" -> options.maxWait(value);
            case "fixed" -> options.fixed();
            default -> throw new IllegalArgumentException("no such option: " + part);
          };
    }
    return options;
  }
}

package dev.lockstep.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What we ask a Redis ourselves, and how often, so that it can be left out of its counts. */
final class RedisAdmin {
  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final Pattern CALLS =
      Pattern.compile("^cmdstat_(\\S+?):calls=(\\d+)", Pattern.MULTILINE);

  private static final Pattern SUBSCRIPTIONS = Pattern.compile(" [ps]?sub=(\\d+)");

  private final Map<String, Long> own = new ConcurrentHashMap<>();

  /** A new process counts from nothing. */
  void restarted() {
    own.clear();
  }

  /** One write and its removal, and the id of the process that made them. */
  long probe(RedisAddress address) throws IOException {
    try (RedisWire wire = open(address)) {
      String key = "lockstep-probe";
      call(wire, "SET", key, "1");
      call(wire, "DEL", key);
      return Long.parseLong(field(call(wire, "INFO", "server"), "process_id"));
    }
  }

  /** The id of the process that answers there. */
  long process(RedisAddress address) throws IOException {
    return Long.parseLong(field(ask(address, "INFO", "server"), "process_id"));
  }

  /** Asks once, on a connection of its own. */
  String ask(RedisAddress address, String... words) throws IOException {
    try (RedisWire wire = open(address)) {
      return call(wire, words);
    }
  }

  String version(RedisAddress address) throws IOException {
    try (RedisWire wire = open(address)) {
      return field(call(wire, "INFO", "server"), "redis_version");
    }
  }

  Map<String, Long> commandCalls(RedisAddress address) throws IOException {
    try (RedisWire wire = open(address)) {
      Map<String, Long> before = Map.copyOf(own);
      Matcher line = CALLS.matcher(call(wire, "INFO", "commandstats"));
      Map<String, Long> calls = new TreeMap<>();
      while (line.find()) {
        String command = line.group(1);
        long others = Long.parseLong(line.group(2)) - before.getOrDefault(command, 0L);
        if (others > 0) {
          calls.put(command, others);
        }
      }
      return calls;
    }
  }

  CommandLog commandLog(RedisAddress address) throws IOException {
    RedisWire asking = open(address);
    try {
      return new CommandLog(asking, open(address), this::count);
    } catch (IOException e) {
      asking.close();
      throw e;
    }
  }

  /** The channels and patterns that connections listen to now, each once for each of them. */
  long subscriptions(RedisAddress address) throws IOException {
    try (RedisWire wire = open(address)) {
      String clients = call(wire, "CLIENT", "LIST");
      // As Redis 7 counts it; Redis 6 says "client", as call() does.
      count("client|list");
      return SUBSCRIPTIONS
          .matcher(clients)
          .results()
          .mapToLong(count -> Long.parseLong(count.group(1)))
          .sum();
    }
  }

  private RedisWire open(RedisAddress address) throws IOException {
    RedisWire wire = RedisWire.open(address, BOUND);
    if (address.password() != null) {
      count("AUTH");
    }
    return wire;
  }

  private String call(RedisWire wire, String... words) throws IOException {
    String reply = wire.call(words);
    count(words[0]);
    return reply == null ? "" : reply;
  }

  private void count(String command) {
    own.merge(command.toLowerCase(Locale.ROOT), 1L, Long::sum);
  }

  static String field(String info, String name) throws IOException {
    Matcher line = Pattern.compile("^" + name + ":(\\S+)", Pattern.MULTILINE).matcher(info);
    if (!line.find()) {
      throw new IOException("INFO of Redis has no " + name);
    }
    return line.group(1);
  }
}

package dev.lockstep.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a node is told about numbers and identifiers; see {@link NumberDesk}. Thread-safe. */
record NumberNode(Node node) {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A number that the node has, or had. */
  record Numbered(int number, long token, long mark, Duration ttl, boolean held) {
    static Numbered parse(String[] words) {
      return new Numbered(
          Integer.parseInt(words[1]),
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          Duration.ofMillis(Long.parseLong(words[4])),
          Boolean.parseBoolean(words[5]));
    }
  }

  Numbered allocate(String pool, int max) {
    return Numbered.parse(node.ask("allocate " + pool + " " + max, BOUND, "number"));
  }

  Numbered number(String pool) {
    return Numbered.parse(node.ask("number " + pool, BOUND, "number"));
  }

  Numbered raise(String pool, long mark) {
    return Numbered.parse(node.ask("raise " + pool + " " + mark, BOUND, "number"));
  }

  /** The same, where the node must fail; the number of the error. */
  int raiseFails(String pool, long mark) {
    return Integer.parseInt(node.ask("raise " + pool + " " + mark, BOUND, "failed")[1]);
  }

  Numbered giveBack(String pool) {
    return Numbered.parse(node.ask("giveBack " + pool, BOUND, "number"));
  }

  /** What it held, as {@link NumberContender} says it. */
  CompletableFuture<String> takeLater(String pool, int max, int times) {
    String line = "takeNumbers " + pool + " " + max + " " + times;
    return node.later(() -> String.join(" ", rest(node.ask(line, LONG, "took"))));
  }

  /** The same without end; nobody hears of it. */
  void takeUntilKilled(String pool, int max) {
    node.untilKilled("takeNumbers " + pool + " " + max + " 1000000");
  }

  /** Identifiers on a pool of so few numbers, or on all there are if that is 0. */
  List<Long> ids(int machines, int count) {
    String[] words = node.ask("ids " + machines + " " + count, BOUND, "issued");
    return rest(words).stream().map(Long::valueOf).toList();
  }

  /** The same; none if the node says that it cannot. */
  List<Long> idsAsFarAsTheyGo(int machines, int count) {
    String[] words = node.ask("ids " + machines + " " + count, BOUND, "issued", "failed");
    return words[0].equals("failed") ? List.of() : rest(words).stream().map(Long::valueOf).toList();
  }

  CompletableFuture<List<Long>> idsLater(int machines, int count) {
    return node.later(() -> ids(machines, count));
  }

  private static List<String> rest(String[] words) {
    return Arrays.asList(words).subList(1, words.length);
  }
}

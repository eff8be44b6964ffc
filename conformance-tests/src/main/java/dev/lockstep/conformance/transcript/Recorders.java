package dev.lockstep.conformance.transcript;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What listeners heard, in order, until the script asks for it. Thread-safe. */
final class Recorders {
  private final Map<String, Queue<Supplier<String>>> heard = new ConcurrentHashMap<>();

  private Queue<Supplier<String>> of(String recorder) {
    return heard.computeIfAbsent(recorder, absent -> new ConcurrentLinkedQueue<>());
  }

  /** Ranks are told when the script asks, in the order in which it does. */
  void record(String recorder, Supplier<String> event) {
    of(recorder).add(event);
  }

  boolean has(String recorder, int count) {
    return of(recorder).size() >= count;
  }

  String take(String recorder, int count) {
    Queue<Supplier<String>> events = of(recorder);
    return Stream.generate(events::poll)
        .limit(Math.min(count, events.size()))
        .map(Supplier::get)
        .collect(Collectors.joining(", "));
  }

  String leftOver() {
    return new TreeMap<>(heard)
        .entrySet().stream()
            .flatMap(
                recorder ->
                    recorder.getValue().stream()
                        .map(event -> recorder.getKey() + " " + event.get()))
            .collect(Collectors.joining(", "));
  }
}

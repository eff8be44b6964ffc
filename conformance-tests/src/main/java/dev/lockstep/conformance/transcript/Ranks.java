package dev.lockstep.conformance.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How tokens stand in a transcript: by their place among those of their key that were observed
 * before.
 */
final class Ranks {
  /** Begins the label of a number, whose choice is random: only its pool is told. */
  static final String NUMBER = "number of ";

  private final Map<String, List<Long>> seen = new HashMap<>();

  /** Such as {@code stock#2}; a new token that is not the greatest is {@code stock#too-small}. */
  String of(String key, long token) {
    if (key.contains(NUMBER)) {
      return key.substring(0, key.lastIndexOf('/'));
    }
    List<Long> tokens = seen.computeIfAbsent(key, absent -> new ArrayList<>());
    if (token <= 0) {
      return key + "#not-positive";
    }
    if (!tokens.contains(token)) {
      if (!tokens.isEmpty() && tokens.get(tokens.size() - 1) > token) {
        return key + "#too-small";
      }
      tokens.add(token);
    }
    return key + "#" + (tokens.indexOf(token) + 1);
  }
}

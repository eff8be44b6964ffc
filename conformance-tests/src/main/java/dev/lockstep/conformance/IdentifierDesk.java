package dev.lockstep.conformance;

import dev.lockstep.Kit;
import dev.lockstep.spi.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of {@link NodeDesk} for identifiers: {@code ids MACHINES COUNT} issues so many on a pool
 * of so few machine numbers, or on all there are if that is 0. Thread-safe.
 */
final class IdentifierDesk {
  static final Set<String> COMMANDS = Set.of("ids");

  private final Kit kit;
  private final Map<Integer, Kit> kits = new ConcurrentHashMap<>();

  IdentifierDesk(Kit kit) {
    this.kit = kit;
  }

  String answer(String[] words) {
    int machines = Integer.parseInt(words[1]);
    Kit issuing = machines == 0 ? kit : kits.computeIfAbsent(machines, this::kitOf);
    StringJoiner ids = new StringJoiner(" ");
    ids.add("issued");
    for (int i = 0; i < Integer.parseInt(words[2]); i++) {
      ids.add(issuing.nextIdString());
    }
    return ids.toString();
  }

  private Kit kitOf(int machines) {
    return FewMachines.of(kit, machines, Ticker.system());
  }
}

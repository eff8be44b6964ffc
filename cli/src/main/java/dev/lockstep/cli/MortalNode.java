package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.memory.MemoryBackend;

/**
 * The node of the demo that is killed: a JVM of its own where the backend reaches other processes,
 * and on {@code memory:} a kit that crashes.
 */
interface MortalNode extends AutoCloseable {
  /** Makes the node stand for election, waits until it leads, and tells the token of its term. */
  long lead();

  /** Ends the node without a word to anybody; tells how. */
  String kill();

  @Override
  void close();

  /** What every node of one run of the demo opens: a namespace that nobody else uses. */
  static KitOptions options(String url, String namespace, String name) {
    return KitOptions.of(url).namespace(namespace).nodeKey(name);
  }

  /** Starts the node; it connects at once. */
  static MortalNode start(String url, String namespace, String name) {
    Kit kit = Lockstep.connect(options(url, namespace, name));
    if (MemoryBackend.node(kit).isPresent()) {
      return new MortalKit(kit);
    }
    kit.close();
    return MortalProcess.start(url, namespace, name);
  }
}

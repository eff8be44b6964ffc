package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.memory.FaultyNode;
import dev.lockstep.memory.MemoryBackend;

/**
 * A node in this JVM, on a backend in memory.
 *
 * @param kit one of {@code memory:}
 */
record MortalKit(Kit kit) implements MortalNode {
  @Override
  public long lead() {
    return Demo.stand(kit).await().token();
  }

  @Override
  public String kill() {
    MemoryBackend.node(kit).ifPresent(FaultyNode::crash);
    return "crashes";
  }

  @Override
  public void close() {
    kit.close();
  }
}

package dev.lockstep.cli;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.memory.MemoryBackend;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds its backend. */
final class BackendOption {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The backend, such as redis://127.0.0.1:6379?namespace=shop; if absent, LOCKSTEP_URL and"
              + " the other settings of Lockstep say it.")
  private @Nullable String url;

  KitOptions options() {
    return url == null ? KitOptions.fromEnvironment() : KitOptions.of(url);
  }

  /** A kit; says so if what it does reaches nobody else. */
  Kit connect(PrintWriter err) {
    return connect(options(), err);
  }

  Kit connect(KitOptions options, PrintWriter err) {
    Kit kit = Lockstep.connect(options);
    if (MemoryBackend.node(kit).isPresent()) {
      err.println("lockstep: memory: reaches no further than this one process");
      err.flush();
    }
    return kit;
  }
}

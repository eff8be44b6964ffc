package dev.lockstep.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A process of ours and the signals it gets; it ends with this JVM at the latest, also if that is
 * killed.
 */
final class ChildProcess {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Process process;
  private final Runnable ending;
  private volatile boolean toldToEnd;

  private ChildProcess(Process process) {
    this.process = process;
    this.ending =
        () -> {
          toldToEnd = true;
          process.destroyForcibly();
        };
  }

  static ChildProcess start(ProcessBuilder builder) throws IOException {
    Guardian guardian = new Guardian(Duration.ZERO);
    try {
      ChildProcess child =
          Leftovers.starting(
              () -> {
                ChildProcess started = new ChildProcess(guardian.start(builder));
                Leftovers.add(started.ending);
                return started;
              });
      var unused = child.process.onExit().thenRun(guardian::close);
      return child;
    } catch (IOException | RuntimeException unable) {
      guardian.close();
      throw unable;
    }
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Tells the exit code if the process ends, or has ended, though nobody here told it to. */
  void onEndOfItsOwn(IntConsumer listener) {
    var unused =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  if (!toldToEnd) {
                    listener.accept(ended.exitValue());
                  }
                });
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    toldToEnd = true;
    process.destroyForcibly();
    if (!hasEndedWithin(GRACE)) {
      throw new IllegalStateException("process " + pid() + " survives SIGKILL");
    }
    Leftovers.remove(ending);
  }

  /** SIGTERM, and SIGKILL for a process that is still there after ten seconds. */
  void stop() {
    if (isAlive()) {
      // A paused process would not hear of it.
      signal("CONT");
      toldToEnd = true;
      process.destroy();
      hasEndedWithin(GRACE);
    }
    kill();
  }

  /** SIGSTOP; returns when the process stands still. */
  void pause() {
    signal("STOP");
    Path state = Path.of("/proc", Long.toString(pid()), "stat");
    long deadline = System.nanoTime() + GRACE.toNanos();
    while (Files.isReadable(state) && !isStopped(state)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("process " + pid() + " runs on after SIGSTOP");
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /** SIGCONT. */
  void resume() {
    signal("CONT");
  }

  private static boolean isStopped(Path stat) {
    try {
      String line = Files.readString(stat);
      // pid (name) state ...; the name may hold anything, brackets too.
      return line.startsWith("T", line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      // It ended meanwhile, which is as still as can be.
      return true;
    }
  }

  private void signal(String name) {
    if (!isAlive()) {
      throw new IllegalStateException("process " + pid() + " has ended; SIG" + name + " not sent");
    }
    try {
      Command.run(
              Path.of("").toAbsolutePath(),
              Map.of(),
              GRACE,
              // The shell's own kill: not every system has the program.
              List.of("sh", "-c", "kill -s " + name + " " + pid()))
          .orFail();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end; an interrupt is kept for later. */
  boolean hasEndedWithin(Duration bound) {
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + bound.toNanos();
      while (true) {
        try {
          return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // A half-ended process is worse than a late answer to the interrupt.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package dev.lockstep.cli;

import dev.lockstep.OperationInterruptedException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * TERM, INT and HUP: passed on to the command while one runs, else they end the wait of the thread
 * that made this. What is held is given up in both cases before the process ends.
 *
 * <p>By reflection, since the compiler warns of {@code sun.misc.Signal}, which is nevertheless the
 * only way to tell signals apart, and part of every JDK (module jdk.unsupported).
 */
final class Signals implements AutoCloseable {
  private static final Map<String, Integer> NUMBERS = Map.of("TERM", 15, "INT", 2, "HUP", 1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Thread waiting = Thread.currentThread();
  private final Map<String, Object> before = new LinkedHashMap<>();
  private @Nullable Process command;

  /** The last one that nobody was there for. */
  private @Nullable String unheard;

  private int last;
  private boolean over;

  private Signals() {}

  /** Catches them until it is closed. */
  static Signals caught() {
    Signals signals = new Signals();
    NUMBERS.keySet().forEach(signals::handle);
    return signals;
  }

  /**
   * Runs that; if a signal ends its wait, the answer is the exit code that tells of it. From then
   * on there is nothing left to be ended, and what is given up is given up in peace.
   */
  int calling(Callable<Integer> body) throws Exception {
    try {
      return body.call();
    } catch (OperationInterruptedException | InterruptedException interrupted) {
      return exitCode(interrupted);
    } finally {
      finish();
    }
  }

  private <X extends Exception> int exitCode(X interrupted) throws X {
    lock.lock();
    try {
      if (last == 0) {
        throw interrupted;
      }
      return 128 + last;
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      over = true;
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Throws if a signal was to end the command: then there is to be no other. */
  void endIfToldTo() {
    lock.lock();
    try {
      if (last != 0 && last != NUMBERS.getOrDefault("HUP", 0)) {
        throw new OperationInterruptedException("ended by a signal");
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on they are for the command; one that came while it was started is, too. */
  void passOnTo(Process process) {
    lock.lock();
    try {
      command = process;
      if (unheard != null) {
        Thread.interrupted();
        send(process, unheard);
        unheard = null;
      }
    } finally {
      lock.unlock();
    }
  }

  void passOnToNobody() {
    lock.lock();
    try {
      command = null;
    } finally {
      lock.unlock();
    }
  }

  private void raised(String name) {
    lock.lock();
    try {
      Process running = command;
      last = NUMBERS.getOrDefault(name, 0);
      if (running == null && !over) {
        unheard = name;
        waiting.interrupt();
      } else if (running != null && !(name.equals("INT") && isInForeground())) {
        send(running, name);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A terminal sends Ctrl-C to all processes of its foreground group, the command among them; to
   * tell it twice might mean more than once. Where the system does not say, it is told.
   */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // pid (name) state parent group session terminal foreground-group ...
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return !fields[4].equals("0") && fields[2].equals(fields[5]);
    } catch (IOException elsewhere) {
      return false;
    }
  }

  private static void send(Process process, String name) {
    if (name.equals("TERM")) {
      process.destroy();
      return;
    }
    try {
      // The shell's own kill: not every system has the program.
      new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).start();
    } catch (IOException noShell) {
      process.destroy();
    }
  }

  private void handle(String name) {
    try {
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object own =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  raised(name);
                }
                return null;
              });
      before.put(name, install(name, own));
    } catch (ClassNotFoundException none) {
      // A JVM without them: the signal ends the process, and its leases with their TTL.
    }
  }

  private static Object install(String name, Object handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      return signal
          .getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    } catch (InvocationTargetException refused) {
      throw new IllegalStateException("SIG" + name + " cannot be caught", refused.getCause());
    } catch (ReflectiveOperationException odd) {
      throw new IllegalStateException("SIG" + name + " cannot be caught", odd);
    }
  }

  @Override
  public void close() {
    before.forEach(Signals::install);
  }
}

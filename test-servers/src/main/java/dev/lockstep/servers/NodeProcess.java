package dev.lockstep.servers;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM on the class path of this one, to be talked to line by line, killed and paused. It
 * ends with this JVM at the latest; if this JVM is killed, its standard input ends, and a node
 * should end then too. Thread-safe.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration JOIN_BOUND = Duration.ofSeconds(10);

  /** A child closes its output a little before it is gone. */
  private static final Duration LAST_WORDS_BOUND = Duration.ofSeconds(2);

  private final ReentrantLock writing = new ReentrantLock();
  private final String name;
  private final ChildProcess child;
  private final BufferedWriter input;
  private final NodeOutput output;
  private final NodeOutput errors;

  private NodeProcess(String name, ChildProcess child) {
    this.name = name;
    this.child = child;
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(child.process().getOutputStream(), StandardCharsets.UTF_8));
    this.output = new NodeOutput(child.process().getInputStream(), "lockstep-node-out-" + pid());
    this.errors = new NodeOutput(child.process().getErrorStream(), "lockstep-node-err-" + pid());
  }

  /** Starts a main class in a JVM of its own; returns at once. */
  public static NodeProcess start(Class<?> main, String... arguments) {
    return start(List.of(), main, List.of(arguments));
  }

  /** The same with options for the JVM, for example {@code -Xmx64m} or {@code -Dname=value}. */
  public static NodeProcess start(List<String> jvmOptions, Class<?> main, List<String> arguments) {
    List<String> words = java(jvmOptions);
    words.add(main.getName());
    words.addAll(arguments);
    return new NodeProcess(main.getSimpleName(), start(main, words, classPath(main)));
  }

  /** The same for a main class that is started many times: later ones share loaded classes. */
  public static NodeProcess startAlike(
      List<String> jvmOptions, Class<?> main, List<String> arguments) {
    ClassArchive archive = ClassArchive.of(java(jvmOptions), classPath(main));
    List<String> shared = archive.options();
    List<String> words = java(jvmOptions);
    words.addAll(shared);
    words.add(main.getName());
    words.addAll(arguments);
    ChildProcess child = start(main, words, archive.classPath());
    archive.started(child, shared);
    return new NodeProcess(main.getSimpleName(), child);
  }

  private static List<String> java(List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Dfile.encoding=UTF-8");
    words.add("-Dsun.stdout.encoding=UTF-8");
    words.add("-Dstdout.encoding=UTF-8");
    words.addAll(options);
    return words;
  }

  private static ChildProcess start(Class<?> main, List<String> words, String classPath) {
    ProcessBuilder builder = new ProcessBuilder(words);
    // Not an argument: class paths outgrow the length of a command line.
    builder.environment().put("CLASSPATH", classPath);
    try {
      return ChildProcess.start(builder);
    } catch (IOException e) {
      throw new NodeFailed("A JVM for " + main.getName() + " did not start: " + e.getMessage(), e);
    }
  }

  /** The process id. */
  public long pid() {
    return child.pid();
  }

  /** Whether the process is there, paused or not. */
  public boolean isAlive() {
    return child.isAlive();
  }

  /**
   * Writes a line to the child's standard input; may block while a paused child reads nothing.
   *
   * @throws NodeFailed if the child has ended
   */
  public void send(String line) {
    writing.lock();
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failure("cannot be told \"" + line + "\" (" + e.getMessage() + ")", e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Waits for a line of the child's standard output and takes it; lines that do not match stay for
   * other waits, and so do those after it.
   *
   * @throws NodeFailed if none comes within the bound or the child ends before
   */
  public String await(Predicate<String> matching, Duration bound) {
    Optional<String> line;
    try {
      line = output.take(matching, bound);
      if (line.isEmpty() && output.hasEnded() && child.hasEndedWithin(LAST_WORDS_BOUND)) {
        errors.awaitEnd(LAST_WORDS_BOUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was not heard out: interrupted", e);
    }
    return line.orElseThrow(
        () -> failure("did not say what was awaited within " + bound.toSeconds() + " s", null));
  }

  /** Sends a line and waits for the answer. */
  public String ask(String line, Predicate<String> matching, Duration bound) {
    send(line);
    return await(matching, bound);
  }

  /** All lines the child has printed to its standard output so far. */
  public List<String> lines() {
    return output.lines();
  }

  /** All lines the child has printed to its standard error so far. */
  public List<String> errorLines() {
    return errors.lines();
  }

  /**
   * Waits for the end of the process and gives its exit code.
   *
   * @throws NodeFailed if it still runs then
   */
  public int exitCode(Duration bound) {
    if (!child.hasEndedWithin(bound)) {
      throw failure("did not end within " + bound.toSeconds() + " s", null);
    }
    return child.process().exitValue();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    child.kill();
  }

  /** SIGSTOP; returns when the process stands still. */
  public void pause() {
    child.pause();
  }

  /** SIGCONT. */
  public void resume() {
    child.resume();
  }

  /** Kills the process and returns when its output is read to the end; idempotent. */
  @Override
  public void close() {
    child.kill();
    Sockets.join(List.of(output.reader(), errors.reader()), JOIN_BOUND);
    try {
      input.close();
    } catch (IOException e) {
      // Bytes the dead child never read.
    }
  }

  @Override
  public String toString() {
    return name + " (process " + pid() + ")";
  }

  private NodeFailed failure(String what, @Nullable Throwable cause) {
    String state = isAlive() ? "it runs" : "it has ended with " + child.process().exitValue();
    return new NodeFailed(
        this
            + " "
            + what
            + "; "
            + state
            + ".\n  Its output ends:\n  "
            + output.last(20)
            + "\n  Its errors end:\n  "
            + errors.last(30),
        cause);
  }

  /** What this JVM runs with, as a class path, and the place the main class came from. */
  private static String classPath(Class<?> main) {
    Set<String> entries = new LinkedHashSet<>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      String path = System.getProperty(property, "");
      if (!path.isEmpty()) {
        entries.addAll(List.of(path.split(File.pathSeparator, -1)));
      }
    }
    entries.remove("");
    origin(main).ifPresent(entries::add);
    return String.join(File.pathSeparator, entries);
  }

  /** A module that was patched is on neither path. */
  private static Optional<String> origin(Class<?> main) {
    var resource = main.getResource(main.getName().replaceAll(".*\\.", "") + ".class");
    if (resource == null || !resource.getProtocol().equals("file")) {
      return Optional.empty();
    }
    Path root = Path.of(URI.create(resource.toString()));
    for (String ignored : main.getName().split("\\.", -1)) {
      root = root.getParent() == null ? root : root.getParent();
    }
    return Optional.of(root.toString());
  }
}

package dev.lockstep.conformance;

import java.lang.reflect.Method;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Gives each test its bench, takes it away, and writes down how the test went (S1, S3). */
final class Referee implements InvocationInterceptor {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(Referee.class);

  /** Tests that run alone have the machine to themselves, as far as this JVM goes. */
  private static final ReentrantReadWriteLock MACHINE = new ReentrantReadWriteLock(true);

  /** The backend that the tests of one class share, and what they said about it. */
  private record Shared(BackendUnderTest backend, Verdicts verdicts, Queue<String> namespaces)
      implements AutoCloseable {
    @Override
    public void close() {
      try (verdicts;
          backend) {
        requireNothingElse();
      }
    }

    /** The suite touches its own random namespaces only (S4). */
    private void requireNothingElse() {
      SortedSet<String> strangers = new TreeSet<>(backend.namespaces());
      strangers.removeIf(name -> namespaces.stream().anyMatch(name::startsWith));
      if (!strangers.isEmpty()) {
        throw new AssertionError("S4: left outside of the suite's namespaces: " + strangers);
      }
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    referee(invocation, context);
  }

  /** A test that runs once for each of its cases, each with a bench of its own. */
  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    referee(invocation, context);
  }

  private static void referee(Invocation<@Nullable Void> invocation, ExtensionContext context)
      throws Throwable {
    ConformanceBase suite = (ConformanceBase) context.getRequiredTestInstance();
    Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
    if (rule == null) {
      invocation.proceed();
      return;
    }
    var turn = rule.alone() ? MACHINE.writeLock() : MACHINE.readLock();
    turn.lock();
    try {
      judge(invocation, suite, rule, context);
    } finally {
      turn.unlock();
    }
  }

  private static void judge(
      Invocation<@Nullable Void> invocation,
      ConformanceBase suite,
      Rule rule,
      ExtensionContext context)
      throws Throwable {
    Shared shared = shared(suite, context);
    long begun = System.nanoTime();
    Bench bench = new Bench(shared.backend(), suite::start, suite.connected);
    shared.namespaces().add(bench.namespace());
    Throwable failure = null;
    try (bench) {
      suite.enter(bench, shared.verdicts());
      invocation.proceed();
      if (bench.operations() == 0) {
        throw new Inconclusive("the test asked the backend nothing");
      }
    } catch (Throwable thrown) {
      failure = thrown;
    }
    Verdict verdict =
        new Verdict(
            rule.value(),
            nameOf(context),
            shared.backend().name(),
            failure == null ? Status.PASSED : Status.of(failure),
            bench.evidence(),
            bench.operations(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
            failure == null ? "" : Verdict.messageOf(failure));
    shared.verdicts().add(verdict);
    context.publishReportEntry(Verdicts.ENTRY, verdict.line());
    if (failure != null) {
      throw failure;
    }
  }

  private static String nameOf(ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    return method.isAnnotationPresent(Test.class)
        ? method.getName()
        : method.getName() + " " + context.getDisplayName();
  }

  private static Shared shared(ConformanceBase suite, ExtensionContext context) {
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent() && ofClass.getParent().isPresent()) {
      ofClass = ofClass.getParent().get();
    }
    return ofClass
        .getStore(OURS)
        .computeIfAbsent(
            Shared.class,
            key -> {
              BackendUnderTest backend = suite.start();
              String directory =
                  context
                      .getConfigurationParameter(Verdicts.DIRECTORY)
                      .orElse("target/conformance");
              return new Shared(
                  backend, new Verdicts(directory, backend.name()), new ConcurrentLinkedQueue<>());
            },
            Shared.class);
  }
}

package dev.lockstep.conformance.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs every mutant: each on the test that must notice it and on a few of other rules, or on the
 * whole suite; and its sound twin on all of them. Writes the matrix, and tells it in short.
 */
public final class MutantRun {
  /** Most tests wait most of the time. */
  private static final int AT_A_TIME = 12;

  private final ReentrantLock shared = new ReentrantLock(true);
  private final boolean full;

  private MutantRun(boolean full) {
    this.full = full;
  }

  /**
   * Runs them; exits with 0 only if each mutant died where it should, and the sound twin lived.
   *
   * @param arguments where to write the matrix; {@code full} for all rules; or names of mutants
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> rest = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    boolean full = rest.remove("full");
    boolean right = false;
    try {
      Collection<Mutant> chosen =
          rest.isEmpty() ? Mutants.all() : rest.stream().map(Mutants::named).toList();
      Matrix matrix = new MutantRun(full).run(chosen);
      matrix.write(Path.of(arguments[0]));
      System.out.print(matrix.inShort());
      List<String> wrong = matrix.wrong();
      wrong.forEach(System.out::println);
      right = wrong.isEmpty();
    } catch (RuntimeException broken) {
      System.out.println("the run broke off: " + Arrays.toString(broken.getStackTrace()) + broken);
    } finally {
      System.out.flush();
      // A mutant may have left a thread that hangs.
      Runtime.getRuntime().halt(right ? 0 : 1);
    }
  }

  private Matrix run(Collection<Mutant> mutants) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    List<Map.Entry<Mutant, Future<List<Finding>>>> trials = new ArrayList<>();
    for (Mutant mutant : mutants) {
      trials.add(Map.entry(mutant, threads.submit(() -> tried(mutant, testsFor(mutant)))));
    }
    for (Mutant twin : twins(mutants)) {
      for (String test : testsOfTwin(twin, mutants)) {
        trials.add(Map.entry(twin, threads.submit(() -> tried(twin, Set.of(test)))));
      }
    }
    Matrix matrix = new Matrix();
    for (Map.Entry<Mutant, Future<List<Finding>>> trial : trials) {
      try {
        matrix.add(trial.getKey(), trial.getValue().get());
      } catch (ExecutionException broken) {
        matrix.addUntried(trial.getKey(), String.valueOf(broken.getCause()));
      }
    }
    threads.shutdownNow();
    return matrix;
  }

  /** Tests that share something of the whole process wait for one another, as they would in one. */
  private List<Finding> tried(Mutant mutant, Set<String> tests) {
    boolean sharing =
        tests.stream().anyMatch(test -> Trial.method(test).isAnnotationPresent(ResourceLock.class));
    if (!sharing) {
      return Trial.of(mutant, tests);
    }
    shared.lock();
    try {
      return Trial.of(mutant, tests);
    } finally {
      shared.unlock();
    }
  }

  private Set<String> testsFor(Mutant mutant) {
    Set<String> names = new LinkedHashSet<>();
    names.add(mutant.test());
    if (full) {
      // Each script has mutants of its own.
      Trial.tests().values().stream()
          .filter(test -> test.isAnnotationPresent(Test.class))
          .forEach(test -> names.add(test.getName()));
    } else {
      names.addAll(Matrix.NEIGHBOURS);
    }
    return names;
  }

  private static List<Mutant> twins(Collection<Mutant> mutants) {
    return mutants.stream().map(Mutant::profile).distinct().map(Mutants::sound).toList();
  }

  private Set<String> testsOfTwin(Mutant twin, Collection<Mutant> mutants) {
    Set<String> names = new LinkedHashSet<>();
    mutants.stream()
        .filter(mutant -> mutant.profile().equals(twin.profile()))
        .forEach(mutant -> names.addAll(testsFor(mutant)));
    return names;
  }
}

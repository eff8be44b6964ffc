package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.LockstepObserver;
import dev.lockstep.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ConnectorTest {
  private final FakeProvider provider = new FakeProvider("fake", Set.of("fake"));
  private final Connector connector =
      new Connector(
          new Surroundings(Map.of(), Map.of(), Map.of()),
          new Adapters(List.of(provider), List.of()));

  private static List<String> threadsOf(String nodeKey) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("lockstep-" + nodeKey + "-"))
        .sorted()
        .toList();
  }

  /** Makes both kinds of threads run. */
  private static void useThreads(AtomicConfig config) {
    CountDownLatch ran = new CountDownLatch(1);
    config.scheduler().schedule(1, () -> config.listeners().execute(ran::countDown));
    try {
      ran.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void c1_closeLeavesNoThread() {
    Kit kit = connector.connect(KitOptions.of("fake:").nodeKey("c1"));
    useThreads(provider.config());
    assertThat(threadsOf("c1")).containsExactly("lockstep-c1-listener-1", "lockstep-c1-timer");

    kit.close();

    await().untilAsserted(() -> assertThat(threadsOf("c1")).isEmpty());
  }

  @Test
  void c1_aListenerThatStillRunsIsInterrupted() {
    Kit kit = connector.connect(KitOptions.of("fake:").nodeKey("c1-stuck"));
    CountDownLatch interrupted = new CountDownLatch(1);
    provider
        .config()
        .listeners()
        .execute(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException expected) {
                interrupted.countDown();
              }
            });

    kit.close();

    await().until(() -> interrupted.getCount() == 0);
    await().untilAsserted(() -> assertThat(threadsOf("c1-stuck")).isEmpty());
  }

  @Test
  void x1_aFailedConnectLeavesNothingBehind() {
    provider.opens(
        config -> {
          useThreads(config);
          throw new BackendUnavailableException("nobody answers");
        });

    assertThatThrownBy(() -> connector.connect(KitOptions.of("fake:").nodeKey("x1")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessage("nobody answers");

    await().untilAsserted(() -> assertThat(threadsOf("x1")).isEmpty());
  }

  @Test
  void anExecutorOfTheUserIsUsedAndNotClosed() {
    List<Runnable> tasks = new ArrayList<>();

    Kit kit = connector.connect(KitOptions.of("fake:").nodeKey("own").listenerExecutor(tasks::add));
    provider.config().listeners().execute(() -> {});
    kit.close();

    assertThat(tasks).hasSize(1);
    assertThat(threadsOf("own")).isEmpty();
  }

  @Test
  void observersHearOfIdentifiersAndMayFail() {
    List<String> heard = new ArrayList<>();
    LockstepObserver failing =
        new LockstepObserver() {
          @Override
          public Span begin(Operation operation) {
            throw new IllegalStateException("broken observer");
          }
        };
    LockstepObserver counting =
        new LockstepObserver() {
          @Override
          public Span begin(Operation operation) {
            heard.add(operation.type() + " on " + operation.backend());
            return error -> heard.add(error.map(Throwable::getMessage).orElse("done"));
          }
        };

    Kit kit = connector.connect(KitOptions.of("fake:").observer(failing).observer(counting));
    kit.nextId();
    kit.close();
    assertThatThrownBy(kit::nextId).isInstanceOf(KitClosedException.class);

    assertThat(heard.subList(0, 3)).containsExactly("NEXT_ID on fake", "done", "NEXT_ID on fake");
    assertThat(heard).hasSize(4);
    assertThat(Optional.of(heard.get(3))).hasValueSatisfying(x -> assertThat(x).contains("closed"));
  }
}

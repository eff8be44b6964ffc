package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class AtomicKitTest {
  private final FakeAtomic atomic = new FakeAtomic();
  private final List<String> done = new ArrayList<>();
  private final Kit kit = Lockstep.kit(atomic);

  private void work(Lease lease) {
    assertThat(lease.isHeld()).isTrue();
    done.add(lease.key());
  }

  private Optional<Duration> waited() {
    return Optional.ofNullable(atomic.lastOptions).flatMap(LockOptions::maxWait);
  }

  @Test
  void u1_runsTheActionOnceUnderTheLockAndGivesItUp() {
    kit.mutexDo("k", this::work);

    assertThat(done).containsExactly("k");
    assertThat(atomic.granted().isReleased()).isTrue();
  }

  @Test
  void u1_waitsAtMostTheDefaultTtlUnlessAWaitIsSet() {
    atomic.defaults = LockOptions.defaults().ttl(Duration.ofSeconds(7));
    kit.mutexDo("k", this::work);
    assertThat(waited()).contains(Duration.ofSeconds(7));

    atomic.defaults = atomic.defaults.maxWait(Duration.ofSeconds(3));
    kit.mutexDo("k", this::work);
    assertThat(waited()).contains(Duration.ofSeconds(3));

    kit.mutexDo("k", LockOptions.defaults(), this::work);
    assertThat(waited()).isEmpty();
  }

  @Test
  void u1_theActionDoesNotRunWithoutTheLock() {
    Lease other = kit.mutex("k").lock();

    assertThatThrownBy(() -> kit.mutexDo("k", this::work))
        .isInstanceOf(LockNotAcquiredException.class);
    assertThat(kit.mutexTryDo("k", this::work)).isFalse();
    assertThat(done).isEmpty();

    other.release();
    assertThat(kit.mutexTryDo("k", this::work)).isTrue();
    assertThat(kit.mutexTryDo("k", LockOptions.defaults(), this::work)).isTrue();
    assertThat(done).hasSize(2);
  }

  @Test
  void u1_theActionDoesNotRunUnderALeaseThatIsOver() {
    atomic.onGrant = () -> atomic.granted().lose();

    assertThatThrownBy(() -> kit.mutexDo("k", this::work)).isInstanceOf(LeaseLostException.class);

    assertThat(done).isEmpty();
  }

  @Test
  void u1_aLossDuringTheActionIsReported() {
    assertThatThrownBy(
            () ->
                kit.mutexTryDo(
                    "k",
                    lease -> {
                      work(lease);
                      atomic.granted().lose();
                    }))
        .isInstanceOf(LeaseLostException.class);

    assertThat(done).hasSize(1);
  }

  @Test
  void u1_theActionsOwnExceptionWinsAndCarriesTheLoss() {
    Throwable thrown =
        catchThrowable(
            () ->
                kit.mutexDo(
                    "k",
                    lease -> {
                      atomic.granted().lose();
                      throw new IOException("disk full");
                    }));

    assertThat(thrown).isInstanceOf(IOException.class).hasMessage("disk full");
    assertThat(thrown.getSuppressed()).hasOnlyElementsOfType(LeaseLostException.class).hasSize(1);
  }

  @Test
  void u1_theActionsOwnExceptionAloneIsUnwrappedAndTheLockGivenUp() {
    Throwable thrown =
        catchThrowable(
            () ->
                kit.mutexDo(
                    "k",
                    lease -> {
                      throw new IOException("disk full");
                    }));

    assertThat(thrown).isInstanceOf(IOException.class).hasNoSuppressedExceptions();
    assertThat(atomic.granted().isReleased()).isTrue();
  }

  @Test
  void u1_anActionMayReleaseAsItsCommitPoint() {
    kit.mutexDo(
        "k",
        lease -> {
          work(lease);
          lease.release();
        });

    assertThat(done).hasSize(1);
  }

  @Test
  void u1_aKitThatIsClosedDuringTheActionIsALoss() {
    assertThatThrownBy(() -> kit.mutexDo("k", lease -> kit.close()))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void n6_machineNumbersAreNotForUsers() {
    assertThatThrownBy(() -> kit.allocateNumber(NumberAllocator.MACHINE_NUMBERS, 5))
        .isInstanceOf(InvalidOptionException.class);
    assertThat(kit.allocateNumberAsync(NumberAllocator.MACHINE_NUMBERS, 5))
        .isCompletedExceptionally();
  }

  @Test
  void identifiersNeedTheFirstNumberOnlyAtTheFirstCall() {
    assertThat(atomic.numbers.lent).isEmpty();

    SnowflakeId first = kit.nextSnowflakeId();
    SnowflakeId second = SnowflakeId.parse(kit.nextIdString());

    assertThat(second).isGreaterThan(first);
    assertThat(kit.nextId()).isGreaterThan(second.value());
    assertThat(atomic.numbers.lent).hasSize(1);
  }

  @Test
  void c1_closeIsIdempotentAndEndsIdentifiers() {
    kit.close();
    kit.close();

    assertThat(atomic.closings).isEqualTo(1);
    assertThatThrownBy(kit::nextId).isInstanceOf(KitClosedException.class);
  }

  @Test
  void c1_whoeverClosesSecondReturnsWhenEverythingIsGivenUp() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    atomic.onClose =
        () -> {
          begun.countDown();
          awaitQuietly(goOn);
        };
    Thread first = new Thread(kit::close);
    first.start();
    begun.await();
    Thread second = new Thread(kit::close);
    second.start();

    await().until(() -> second.getState() == Thread.State.WAITING);
    goOn.countDown();
    second.join();
    first.join();

    assertThat(atomic.closings).isEqualTo(1);
  }

  @Test
  void c1_closingMayCloseAgain() {
    atomic.onClose = kit::close;

    kit.close();

    assertThat(atomic.closings).isEqualTo(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void delegatesTheRest() {
    assertThat(kit.unwrap(FakeAtomic.class)).contains(atomic);
    assertThat(kit.lockDefaults()).isSameAs(atomic.defaults);
    assertThat(kit.held()).isEmpty();
    assertThatThrownBy(() -> kit.election("x")).isInstanceOf(ElectionNotEnabledException.class);
    assertThat(Lockstep.kit(kit)).isSameAs(kit);
  }
}

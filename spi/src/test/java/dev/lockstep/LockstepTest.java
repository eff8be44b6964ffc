package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.spi.Ticker;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LockstepTest {
  @AfterEach
  void reset() {
    Lockstep.resetDefaultKit();
  }

  @Test
  void u3_absentIsAnError() {
    assertThatThrownBy(Lockstep::defaultKit)
        .isInstanceOfSatisfying(
            DefaultKitNotConfiguredException.class,
            error -> assertThat(error.code().number()).isEqualTo(10_101));
  }

  @Test
  void u3_setInitAndResetCloseNothing() {
    FakeAtomic first = new FakeAtomic();
    FakeAtomic second = new FakeAtomic();
    Kit kit = Lockstep.kit(first);
    Lockstep.setDefaultKit(kit);
    assertThat(Lockstep.defaultKit()).isSameAs(kit);

    Kit replaced = Lockstep.initDefaultKit(second);
    assertThat(Lockstep.defaultKit()).isSameAs(replaced);
    Lockstep.resetDefaultKit();

    assertThat(first.closings + second.closings).isZero();
    assertThatThrownBy(Lockstep::defaultKit).isInstanceOf(DefaultKitNotConfiguredException.class);
  }

  @Test
  void u3_initChangesNothingIfItFails() {
    Kit kit = Lockstep.initDefaultKit(new FakeAtomic());

    assertThat(catchThrowable(() -> Lockstep.initDefaultKit(nothing()))).isNotNull();

    assertThat(Lockstep.defaultKit()).isSameAs(kit);
  }

  /** A caller without null checks. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void x3_connectUsesTheAdaptersOfTheClassPath() {
    assertThatThrownBy(() -> Lockstep.connect("etcd://127.0.0.1").close())
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("lockstep-adapter-etcd");
  }

  @Test
  void connectOpensByUrl() {
    try (Kit kit = Lockstep.connect("registered:name?namespace=n")) {
      assertThat(kit.unwrap(FakeAtomic.class)).isPresent();
    }
  }

  @Test
  void identifiersCountByTheClocksThatTheKitWasGiven() {
    Instant then = Instant.parse("2026-06-20T12:34:56.78Z");
    Ticker clocks =
        new Ticker() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public long wallMillis() {
            return then.toEpochMilli();
          }
        };

    Kit kit = Lockstep.kit(new FakeAtomic(), clocks);

    assertThat(kit.nextSnowflakeId().time()).isEqualTo(then);
    assertThat(Lockstep.kit(kit, clocks)).isNotSameAs(kit);
  }
}

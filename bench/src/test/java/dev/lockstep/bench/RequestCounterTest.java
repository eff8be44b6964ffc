package dev.lockstep.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RequestCounterTest {
  private static final byte[] TWO =
      "*2\r\n$4\r\nECHO\r\n$3\r\n*\r\n\r\n*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII);

  private final RequestCounter counter = new RequestCounter(new RedisBareProvider.Commands());

  @Test
  void requestsAreCutWhereverTheirBytesAreCut() {
    for (int first = 0; first <= TWO.length; first++) {
      for (int second = first; second <= TWO.length; second++) {
        RequestCounter each = new RequestCounter(new RedisBareProvider.Commands());
        Consumer<byte[]> ear = each.get();
        ear.accept(Arrays.copyOfRange(TWO, 0, first));
        ear.accept(Arrays.copyOfRange(TWO, first, second));
        ear.accept(Arrays.copyOfRange(TWO, second, TWO.length));
        assertThat(each.requests()).as("cut at %d and %d", first, second).isEqualTo(2);
        assertThat(each.bytes()).isEqualTo(TWO.length);
      }
    }
  }

  @Test
  void connectionsDoNotMix() {
    Consumer<byte[]> one = counter.get();
    Consumer<byte[]> other = counter.get();
    one.accept(Arrays.copyOf(TWO, 9));
    other.accept(TWO);
    one.accept(Arrays.copyOfRange(TWO, 9, TWO.length));
    assertThat(counter.requests()).isEqualTo(4);
  }

  @Test
  void whatIsNotToldApartIsNotCounted() {
    counter.get().accept(TWO);
    counter.get().accept(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
    assertThat(counter.isForeign()).isTrue();
  }
}

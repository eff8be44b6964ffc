package dev.lockstep.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two requests and the client's own talk, cut in pieces wherever that is possible. */
class FramingsTest {
  private static final Map<String, byte[]> TWO_OF_EACH =
      Map.of(
          "consul",
          bytes(
              String.join(
                  "\r\n",
                  "GET /v1/kv/a HTTP/1.1",
                  "Host: x",
                  "",
                  "PUT /v1/txn HTTP/1.1",
                  "Content-Length: 8",
                  "Host: x",
                  "",
                  "[",
                  "",
                  "GE]")),
          "nats",
          bytes(
              String.join(
                  "\r\n",
                  "CONNECT {\"verbose\":false}",
                  "PING",
                  "SUB _INBOX.x.* 1",
                  "PUB a.b _INBOX.x.1 4",
                  "PUB ",
                  "PONG",
                  "HPUB a.b _INBOX.x.2 12 16",
                  "NATS/1.0",
                  "",
                  "HPUB",
                  "")),
          "etcd",
          bytes(
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                  + frame(4, 0, "")
                  + frame(1, 3, "head")
                  + frame(0, 3, "\0\0\0\0\3txn")
                  + frame(0, 3, "")
                  + frame(8, 0, "\0\0\0\7")
                  + frame(0, 5, "\0\0\0\0\1P")),
          "zookeeper",
          bytes(
              packet("\0\0\0\0connect")
                  + packet("\0\0\0\1multi")
                  + packet("\u00ff\u00ff\u00ff\u00fe\0\0\0\13")
                  + packet("\0\0\0\2multi")));

  static List<BareProvider> providers() {
    return ServiceLoader.load(BareProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> TWO_OF_EACH.containsKey(provider.backend()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void requestsAreCutWhereverTheirBytesAreCut(BareProvider provider) {
    byte[] sent = TWO_OF_EACH.getOrDefault(provider.backend(), new byte[0]);
    for (int cut = 0; cut <= sent.length; cut++) {
      RequestCounter counter = new RequestCounter(provider.framing().orElseThrow());
      Consumer<byte[]> ear = counter.get();
      ear.accept(Arrays.copyOf(sent, cut));
      ear.accept(Arrays.copyOfRange(sent, cut, sent.length));
      assertThat(counter.requests()).as("%s cut at %d", provider.backend(), cut).isEqualTo(2);
      assertThat(counter.isForeign()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void tlsIsNotToldApart(BareProvider provider) {
    RequestCounter counter = new RequestCounter(provider.framing().orElseThrow());
    byte[] hello = new byte[600];
    System.arraycopy(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, 0, hello, 0, 11);
    counter.get().accept(hello);
    assertThat(counter.isForeign()).isTrue();
  }

  private static String frame(int type, int stream, String data) {
    return "\0\0" + (char) data.length() + (char) type + "\0\0\0\0" + (char) stream + data;
  }

  private static String packet(String data) {
    return "\0\0\0" + (char) data.length() + data;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}

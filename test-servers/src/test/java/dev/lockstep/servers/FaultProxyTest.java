package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  /** Long enough for an echo to have come back if it were to come. */
  private static final int SILENCE_MILLIS = 200;

  private EchoServer server;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void open() throws IOException {
    server = new EchoServer();
    proxy = FaultProxy.before(server.address());
    client = connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    server.close();
    assertThat(threadsOf(proxy)).isZero();
  }

  @Test
  void passesAndCounts() throws IOException {
    assertThat(exchange("hello")).isEqualTo("hello");
    try (Socket second = connect()) {
      say(second, "abc");
      assertThat(hear(second, 3)).isEqualTo("abc");
    }
    assertThat(proxy.traffic()).isEqualTo(new Traffic(2, 2, 8, 2, 8));
    assertThat(proxy.openConnections()).isBetween(1, 2);
  }

  @Test
  void showsWhatEachNewConnectionSends() throws IOException {
    exchange("so that it is accepted");
    AtomicInteger connections = new AtomicInteger();
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    proxy.listen(
        () -> {
          int one = connections.incrementAndGet();
          return sent -> heard.add(one + new String(sent, StandardCharsets.US_ASCII));
        });
    exchange("before");
    try (Socket second = connect()) {
      say(second, "abc");
      assertThat(hear(second, 3)).isEqualTo("abc");
    }
    assertThat(heard).containsExactly("1abc");
  }

  @Test
  void carriesMuchInOrder() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);
    Thread writer = new Thread(() -> write(sent), "writer");
    writer.start();
    assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    writer.join();
  }

  @Test
  void passesOnTheEndOfTheClient() throws IOException {
    say(client, "bye");
    client.shutdownOutput();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("bye"));
    Waits.until("both sides closed", () -> proxy.openConnections() == 0 && server.open() == 0);
  }

  @Test
  void cutEndsTheStream() throws IOException {
    exchange("hello");
    proxy.cut();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    Waits.until("server side closed", () -> server.open() == 0);
  }

  @Test
  void resetBreaksTheConnection() throws IOException {
    exchange("hello");
    proxy.reset();
    assertReset();
    Waits.until("server side closed", () -> server.open() == 0);
  }

  /** Who knocks while the port is being shut is not let in either. */
  @Test
  void afterRefuseAndResetNobodyIsConnected() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread knocking = new Thread(() -> knock(over), "knocking");
    knocking.start();
    try {
      for (int i = 0; i < 300; i++) {
        long before = proxy.traffic().connections();
        Waits.until("somebody is let in", () -> proxy.traffic().connections() > before);
        proxy.refuse();
        proxy.reset();
        long then = proxy.traffic().connections();
        Waits.until("everybody is gone", () -> proxy.openConnections() == 0);
        assertThat(proxy.traffic().connections()).as("round %d", i).isEqualTo(then);
        proxy.accept();
      }
    } finally {
      over.set(true);
      knocking.join();
    }
  }

  private void knock(AtomicBoolean over) {
    while (!over.get()) {
      try (Socket visitor = new Socket()) {
        visitor.connect(proxy.endpoint(), 1_000);
        visitor.setSoTimeout(1_000);
        visitor.getOutputStream().write(1);
        int unused = visitor.getInputStream().read();
      } catch (IOException refused) {
        // As it should be, from time to time.
      }
    }
  }

  @Test
  void heldRequestsReachTheServerAfterHealing() throws IOException {
    proxy.hold(Direction.TO_SERVER);
    say(client, "late");
    assertSilent();
    assertThat(server.received()).isZero();
    proxy.heal();
    assertThat(hear(client, 4)).isEqualTo("late");
  }

  @Test
  void aHeldRequestReachesTheServerThoughTheClientHasGone() throws IOException {
    proxy.hold(Direction.TO_SERVER);
    say(client, "late");
    client.close();
    Waits.until("request is in", () -> proxy.traffic().requestBytes() == 4);
    assertThat(server.received()).isZero();
    proxy.heal();
    Waits.until("request arrived", () -> server.received() == 4);
  }

  @Test
  void heldRepliesComeAfterHealing() throws IOException {
    proxy.hold(Direction.TO_CLIENT);
    say(client, "late");
    Waits.until("the server was asked", () -> server.received() == 4);
    assertSilent();
    proxy.pass(Direction.TO_CLIENT);
    assertThat(hear(client, 4)).isEqualTo("late");
  }

  @Test
  void droppedRequestsNeverReachTheServer() throws IOException {
    exchange("hello");
    proxy.drop(Direction.TO_SERVER);
    say(client, "lost");
    assertSilent();
    proxy.heal();
    assertReset();
    assertThat(server.received()).isEqualTo(5);
  }

  @Test
  void droppedRepliesNeverReachTheClient() throws IOException {
    proxy.drop(Direction.TO_CLIENT);
    say(client, "lost");
    Waits.until("the server was asked", () -> server.received() == 4);
    assertSilent();
    proxy.heal();
    assertReset();
  }

  @Test
  void aBlackHoleWithoutTrafficLeavesTheConnectionWhole() throws IOException {
    exchange("hello");
    proxy.blackHole();
    proxy.heal();
    assertThat(exchange("again")).isEqualTo("again");
  }

  @Test
  void newConnectionsFallIntoTheBlackHoleToo() throws IOException {
    proxy.blackHole();
    client.close();
    client = connect();
    say(client, "lost");
    assertSilent();
    assertThat(server.received()).isZero();
  }

  @Test
  void delaysEachDirection() throws IOException {
    assertThat(roundTripMillis()).isLessThan(SILENCE_MILLIS);
    proxy.delay(Direction.TO_SERVER, Duration.ofMillis(300));
    assertThat(roundTripMillis()).isGreaterThanOrEqualTo(300);
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(400));
    assertThat(roundTripMillis()).isGreaterThanOrEqualTo(700);
    proxy.heal();
    assertThat(roundTripMillis()).isLessThan(300);
  }

  @Test
  void refusesAndAcceptsOnTheSamePort() throws IOException {
    exchange("hello");
    proxy.refuse();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    assertThat(exchange("still")).isEqualTo("still");
    proxy.heal();
    client.close();
    client = connect();
    assertThat(exchange("again")).isEqualTo("again");
  }

  @Test
  void losesTheReplyOfTheNextRequestAndOfNoOther() throws Exception {
    CompletionStage<Void> lost = proxy.loseNextReply();
    say(client, "once");
    Waits.done(lost);
    assertThat(server.received()).isEqualTo(4);
    assertReset();
    client = connect();
    assertThat(exchange("hello")).isEqualTo("hello");
  }

  @Test
  void losesTheReplyOfTheMarkedRequest() throws Exception {
    CompletionStage<Void> lost = proxy.loseNextReply("EVAL");
    assertThat(exchange("hello")).isEqualTo("hello");
    say(client, "an EVAL it is");
    Waits.done(lost);
    assertReset();
  }

  @Test
  void repliesFromBeforeTheLostOneStillCome() throws Exception {
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(300));
    say(client, "first");
    Waits.until("the reply is on its way", () -> proxy.traffic().replyBytes() == 5);
    CompletionStage<Void> lost = proxy.loseNextReply();
    say(client, "second");
    assertThat(hear(client, 5)).isEqualTo("first");
    Waits.done(lost);
    assertReset();
  }

  @Test
  void aLossThatCannotHappenIsSaid() throws Exception {
    CompletionStage<Void> neverAsked = proxy.loseNextReply();
    proxy.heal();
    assertThatThrownBy(() -> Waits.done(neverAsked)).hasMessageContaining("healed");
    assertThat(exchange("hello")).isEqualTo("hello");
  }

  @Test
  void resetsClientsOfAServerThatIsDown() throws IOException {
    exchange("hello");
    server.close();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    client.close();
    Waits.until("the connection ended", () -> proxy.openConnections() == 0);
    client = connect();
    assertReset();
  }

  @Test
  void rewritesUrls() {
    assertThat(proxy.url("redis://me:s%20@localhost:6379/0?a=b"))
        .isEqualTo("redis://me:s%20@127.0.0.1:" + proxy.port() + "/0?a=b");
    assertThatThrownBy(() -> proxy.url("redis://localhost"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(proxy.host(), proxy.port());
    socket.setSoTimeout((int) Waits.LONG.toMillis());
    return socket;
  }

  private String exchange(String text) throws IOException {
    say(client, text);
    return hear(client, text.length());
  }

  private long roundTripMillis() throws IOException {
    long begin = System.nanoTime();
    assertThat(exchange("ping")).isEqualTo("ping");
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  private void assertSilent() throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout((int) Waits.LONG.toMillis());
  }

  private void assertReset() {
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private void write(byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
  }

  private static String hear(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long threadsOf(FaultProxy proxy) {
    String prefix = "lockstep-proxy-" + proxy.port() + "-";
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }
}

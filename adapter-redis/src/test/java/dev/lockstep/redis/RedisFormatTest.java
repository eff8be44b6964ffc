package dev.lockstep.redis;

import static dev.lockstep.port.Answers.answer;
import static dev.lockstep.port.Answers.done;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.port.PortConfig;
import dev.lockstep.servers.RedisServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the first release keeps in the server, byte by byte, kept as it was: later ones of its major
 * version read it, and write what it reads (K3). Nothing here is ever changed.
 */
@SuppressWarnings("NullAway.Init") // JUnit starts the server
final class RedisFormatTest {
  private static final UUID TERM = UUID.fromString("01234567-89ab-cdef-0011-223344556677");
  private static final String TERM_TEXT = "0123456789abcdef0011223344556677";
  private static final String TOKEN = "1790000000000001";
  private static final String VERSION = "1790000000000002";
  private static final Key LOCK = new Key("mutex", "", "a");
  private static final Key NUMBER = new Key("number", "pool", "7");

  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> redis;
  private LeaseStore store;
  private String namespace;

  @BeforeEach
  void connect() {
    server = Servers.redis().owned().start();
    client = RedisClient.create(server.url());
    redis = client.connect().sync();
    PortConfig config = PortConfig.of(server.url());
    namespace = config.namespace();
    store = RedisBackend.store(config);
  }

  @AfterEach
  void close() {
    store.close();
    client.shutdown();
    server.close();
  }

  @Test
  void k3_the_first_release_finds_and_reads_what_is_written() {
    answer(store.history());
    grant(LOCK);
    grant(NUMBER);
    assertThat(redis.keys("*"))
        .containsExactlyInAnyOrder(
            "{" + namespace + "}#history",
            "{" + namespace + ":3}/mutex//a",
            "{" + namespace + ":3}#index/mutex",
            "{" + namespace + ":3}#token",
            "{" + namespace + ":6}/number/pool/7",
            "{" + namespace + ":6}#index/number",
            "{" + namespace + ":6}#token");
    String token = redis.get("{" + namespace + ":3}#token");
    assertThat(token).matches("[0-9]{16}");
    assertThat(redis.get("{" + namespace + ":3}/mutex//a"))
        .isEqualTo("1" + TERM_TEXT + token + token + "00020000body");
    assertThat(redis.pttl("{" + namespace + ":3}/mutex//a")).isBetween(10_000L, 20_000L);
    assertThat(redis.zrange("{" + namespace + ":3}#index/mutex", 0, -1)).containsExactly("/a");
    assertThat(redis.zrange("{" + namespace + ":6}#index/number", 0, -1)).containsExactly("pool/7");
  }

  private void grant(Key key) {
    var session = answer(store.open(Duration.ofSeconds(20)));
    done(store.grant(key, TERM, "body".getBytes(US_ASCII), session));
  }

  @Test
  void k3_what_the_first_release_wrote_is_found_and_read() {
    String record = "1" + TERM_TEXT + TOKEN + VERSION + "00020000body";
    redis.set("{" + namespace + ":6}/number/pool/7", record, SetArgs.Builder.px(20_000));
    redis.zadd("{" + namespace + ":6}#index/number", 9_999_999_999_999d, "pool/7");
    redis.set("{" + namespace + ":6}#token", TOKEN);
    Entry entry = answer(store.get(NUMBER)).orElseThrow();
    assertThat(entry.term()).isEqualTo(TERM);
    assertThat(entry.token()).isEqualTo(Long.parseLong(TOKEN));
    assertThat(entry.version()).isEqualTo(Long.parseLong(VERSION));
    assertThat(new String(entry.body(), US_ASCII)).isEqualTo("body");
    assertThat(answer(store.keys("number", "pool"))).containsExactly("7");
    done(store.release(NUMBER, TERM, entry.version()));
    assertThat(redis.keys("*")).containsExactly("{" + namespace + ":6}#token");
  }
}

package dev.lockstep.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The scripts of the adapter, by Lettuce. */
final class RedisBare implements Bare {
  private static final int BUCKETS = 64;
  private static final byte[] NOTHING = {};

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final String grant;
  private final String regrant;
  private final String release;
  private final byte[][] places;
  private final byte[] body;
  private final byte[] ttl;
  private final byte[] member;
  private final String channel;
  private final byte[] message;
  private @Nullable StatefulRedisPubSubConnection<String, String> news;
  private byte[] term = NOTHING;
  private byte[] version = NOTHING;

  RedisBare(BareTarget target, RedisClient client) {
    String name = target.key().name();
    CRC32 hash = new CRC32();
    hash.update(ascii(name));
    String tag = "{" + target.namespace() + ":" + hash.getValue() % BUCKETS + "}";
    this.client = client;
    this.connection = client.connect(ByteArrayCodec.INSTANCE);
    this.grant = loaded("grant");
    this.regrant = loaded("regrant");
    this.release = loaded("release");
    this.places =
        new byte[][] {
          ascii(tag + "/mutex//" + name), ascii(tag + "#token"), ascii(tag + "#index/mutex")
        };
    this.body = target.body();
    this.ttl = ascii("" + target.ttl().toMillis());
    this.member = ascii("/" + name);
    this.channel = tag + "#hints";
    this.message = ascii("mutex//" + name);
  }

  @Override
  public CompletionStage<?> lock() {
    term = fresh();
    return granted(call(grant, places, term, body, ttl, member, NOTHING, message));
  }

  @Override
  public CompletionStage<?> unlock() {
    byte[][] without = {places[0], places[2]};
    return call(release, without, term, member, ascii(channel), message);
  }

  @Override
  public CompletionStage<?> handOver() {
    byte[] from = term;
    term = fresh();
    return granted(call(regrant, places, term, body, ttl, member, NOTHING, message, from, version));
  }

  @Override
  public boolean listen(Runnable released) {
    StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
    news = listening;
    listening.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String from, String said) {
            released.run();
          }
        });
    listening.sync().subscribe(channel);
    return true;
  }

  @Override
  public void close() {
    if (news != null) {
      news.close();
    }
    connection.close();
  }

  private CompletionStage<List<Object>> call(String script, byte[][] keys, byte[]... args) {
    return connection
        .async()
        .<List<Object>>evalsha(script, ScriptOutputType.MULTI, keys, args)
        .thenApply(
            reply -> {
              if ((Long) reply.get(0) != 1) {
                throw new IllegalStateException("Redis refused: " + reply.get(0));
              }
              return reply;
            });
  }

  /** Token and version are behind one another, each of sixteen digits. */
  private CompletionStage<?> granted(CompletionStage<List<Object>> reply) {
    return reply.thenAccept(
        said -> version = ascii(new String((byte[]) said.get(1), US_ASCII).substring(16)));
  }

  private String loaded(String script) {
    return connection.sync().scriptLoad(source("prelude") + source(script));
  }

  private static String source(String script) {
    String file = "dev/lockstep/redis/" + script + ".lua";
    try (InputStream in = RedisBare.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the adapter on the class path has no " + file);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] fresh() {
    return ascii(UUID.randomUUID().toString().replace("-", ""));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}

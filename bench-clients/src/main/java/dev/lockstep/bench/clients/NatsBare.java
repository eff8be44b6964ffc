package dev.lockstep.bench.clients;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.spi.Envelope;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The publications of the adapter, by jnats. */
final class NatsBare implements Bare {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long MARKER_LIVES = TimeUnit.SECONDS.toNanos(1);
  private static final int WRONG_SEQUENCE = 10071;
  private static final Pattern STANDING = Pattern.compile("(\\d+)$");
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final String subject;
  private final String hints;
  private final byte[] body;
  private final Duration ttl;
  private @Nullable Dispatcher dispatcher;

  /** The last sequence of the subject: of the record, or of the marker that a release left. */
  private volatile long last;

  private volatile long marked;

  NatsBare(BareTarget target, Connection connection) {
    String bucket = target.setting("bucket").orElse("lockstep");
    String place = bucket + "." + target.namespace() + "." + target.key().path().replace('/', '.');
    this.connection = connection;
    this.subject = "$KV." + place;
    this.hints = "lockstep.hints." + place;
    this.body = target.body();
    this.ttl = target.ttl();
  }

  @Override
  public CompletionStage<?> lock() {
    return write(System.nanoTime() - marked > MARKER_LIVES ? 0 : last);
  }

  @Override
  public CompletionStage<?> unlock() {
    Headers headers =
        expecting(last, Duration.ofSeconds(1))
            .put("KV-Operation", "DEL")
            .put("Nats-Marker-Reason", "Remove");
    return published(headers, NOTHING)
        .thenAccept(
            sequence -> {
              last = sequence;
              marked = System.nanoTime();
            });
  }

  @Override
  public CompletionStage<?> handOver() {
    return write(last);
  }

  @Override
  public boolean listen(Runnable released) {
    Dispatcher listening = connection.createDispatcher();
    dispatcher = listening;
    listening.subscribe(
        hints,
        message -> {
          Headers headers = message.getHeaders();
          if (headers != null && headers.containsKey("KV-Operation")) {
            last = Long.parseLong(headers.getFirst("Nats-Sequence"));
            marked = System.nanoTime();
            released.run();
          }
        });
    try {
      connection.flush(TIMEOUT);
    } catch (TimeoutException | InterruptedException late) {
      throw new IllegalStateException("NATS did not hear of the subscription", late);
    }
    return true;
  }

  @Override
  public void close() {
    if (dispatcher != null) {
      connection.closeDispatcher(dispatcher);
    }
  }

  /** The base of tokens is as long whatever it is. */
  private CompletionStage<?> write(long expected) {
    byte[] value = Envelope.granting(UUID.randomUUID(), 0, body).encode();
    return published(expecting(expected, ttl), value)
        .exceptionallyCompose(refused -> published(expecting(standing(refused), ttl), value))
        .thenAccept(sequence -> last = sequence);
  }

  /** A marker that went, or did not go, at the second: the server says which of them. */
  private static long standing(Throwable refused) {
    Throwable cause = refused instanceof CompletionException ? refused.getCause() : refused;
    if (cause instanceof JetStreamApiException known && known.getApiErrorCode() == WRONG_SEQUENCE) {
      Matcher number = STANDING.matcher(String.valueOf(known.getErrorDescription()));
      if (number.find()) {
        return Long.parseLong(number.group(1));
      }
    }
    throw new CompletionException(cause);
  }

  private static Headers expecting(long sequence, Duration ttl) {
    return new Headers()
        .put("Nats-Expected-Last-Subject-Sequence", Long.toString(sequence))
        .put("Nats-TTL", Long.toString(ttl.toSeconds()));
  }

  private CompletableFuture<Long> published(Headers headers, byte[] value) {
    return connection
        .requestWithTimeout(subject, headers, value, TIMEOUT)
        .thenApply(NatsBare::sequence);
  }

  private static long sequence(Message reply) {
    try {
      return new PublishAck(reply).getSeqno();
    } catch (IOException | JetStreamApiException refused) {
      throw new CompletionException(refused);
    }
  }
}

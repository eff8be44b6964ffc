package dev.lockstep.nats;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Scheduler;
import dev.lockstep.spi.Ticker;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.api.ApiResponse;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, and sends those again that nobody took. Answers arrive on a thread of the
 * connection. Thread-safe; nothing blocks.
 */
final class Wire {
  private static final String API = "$JS.API.";

  private final Connection connection;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final RetryPolicy policy;
  private final Duration timeout;
  private final Set<Asked> underWay = ConcurrentHashMap.newKeySet();
  private volatile Supplier<CompletionStage<?>> revival =
      () -> CompletableFuture.completedFuture(true);

  Wire(Connection connection, AtomicConfig config) {
    this.connection = connection;
    this.scheduler = config.scheduler();
    this.ticker = config.ticker();
    this.policy = RetryPolicy.of(config);
    this.timeout = config.operationTimeout();
  }

  /** Compared by identity. */
  private static final class Asked {
    final String subject;
    final long millis = System.currentTimeMillis();
    final CompletableFuture<Message> answer = new CompletableFuture<>();

    Asked(String subject) {
      this.subject = subject;
    }

    void answered(@Nullable Message reply, @Nullable Throwable error) {
      if (reply != null) {
        answer.complete(reply);
      } else {
        answer.completeExceptionally(error == null ? new IOException("an empty answer") : error);
      }
    }
  }

  Connection connection() {
    return connection;
  }

  /** What is waited for before a request is sent again whose stream may be gone. */
  void reviving(Supplier<CompletionStage<?>> by) {
    revival = by;
  }

  /**
   * Writes to a stream, and is told the sequence that the message got.
   *
   * @param wanted asked before it is sent again
   */
  CompletionStage<Long> publish(
      String subject, Headers headers, byte[] body, BooleanSupplier wanted) {
    return new Question<>(subject, headers, body, true, wanted, Wire::sequence).send();
  }

  /**
   * Asks JetStream.
   *
   * @param reading makes the answer of a reply; errors in it are seen to
   */
  <T> CompletionStage<T> ask(String what, String json, Function<Message, T> reading) {
    return question(what, json, true, reading);
  }

  /** The same without bringing a stream back that is not there. */
  <T> CompletionStage<T> askAsItIs(String what, String json, Function<Message, T> reading) {
    return question(what, json, false, reading);
  }

  private <T> CompletionStage<T> question(
      String what, String json, boolean reviving, Function<Message, T> reading) {
    byte[] body = json.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return new Question<>(API + what, null, body, reviving, () -> true, reading).send();
  }

  /**
   * The connection broke: nobody knows what became of what was under way. Not so what was sent
   * since, by the next connection: this can be heard late.
   *
   * @param millis when it broke, by the system's clock, as jnats says
   */
  void broken(long millis) {
    fail(
        one -> one.millis <= millis,
        new IOException("the connection was lost before the answer came"));
  }

  /** The server said, apart from any answer, that we may not write there. */
  void forbidden(String subject, String said) {
    fail(one -> one.subject.equals(subject), new Forbidden(said));
  }

  private void fail(Predicate<Asked> which, Exception cause) {
    underWay.stream().filter(which).forEach(one -> one.answer.completeExceptionally(cause));
  }

  private CompletionStage<Message> once(String subject, @Nullable Headers headers, byte[] body) {
    Asked asked = new Asked(subject);
    // Before it is sent: that we may not write there can be said before the sending returns.
    underWay.add(asked);
    try {
      var unused =
          Uninterrupted.call(() -> connection.requestWithTimeout(subject, headers, body, timeout))
              .whenComplete(asked::answered);
    } catch (IllegalStateException disconnected) {
      asked.answered(null, new NotConnected("there is no connection"));
    }
    return asked.answer.whenComplete((reply, error) -> underWay.remove(asked));
  }

  private static long sequence(Message reply) {
    try {
      return new PublishAck(reply).getSeqno();
    } catch (IOException | io.nats.client.JetStreamApiException refused) {
      throw new CompletionException(refused);
    }
  }

  /** Only what says so itself is an error; nothing else of the answer is looked at. */
  private static final class Answer extends ApiResponse<Answer> {
    Answer(Message reply) {
      super(reply);
    }
  }

  static Message checked(Message reply) {
    try {
      new Answer(reply).throwOnHasError();
      return reply;
    } catch (io.nats.client.JetStreamApiException refused) {
      throw new CompletionException(refused);
    }
  }

  /** jnats ends a request that nobody takes by this exception, or by cancelling it. */
  private static Throwable meant(Throwable error, String subject) {
    Throwable cause = NatsFaults.unwrapped(error);
    boolean nobody =
        cause instanceof JetStreamStatusException
            || (cause instanceof CancellationException && cause.getMessage() == null);
    return nobody ? new NobodyAnswers("nobody answers at " + subject) : cause;
  }

  /** One request, from its first sending to its last. */
  private final class Question<T> {
    private final String subject;
    private final @Nullable Headers headers;
    private final byte[] body;
    private final boolean reviving;
    private final BooleanSupplier wanted;
    private final Function<Message, T> reading;
    private final long began = ticker.nanos();
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private int sent;

    Question(
        String subject,
        @Nullable Headers headers,
        byte[] body,
        boolean reviving,
        BooleanSupplier wanted,
        Function<Message, T> reading) {
      this.subject = subject;
      this.headers = headers;
      this.body = body;
      this.reviving = reviving;
      this.wanted = wanted;
      this.reading = reading;
    }

    CompletionStage<T> send() {
      sent++;
      CompletionStage<Message> reply = once(subject, headers, body);
      reply
          .thenApply(reading)
          .whenComplete(
              (value, error) -> {
                if (error == null) {
                  answer.complete(value);
                } else {
                  failed(meant(error, subject));
                }
              });
      return answer;
    }

    private void failed(Throwable cause) {
      boolean gone = cause instanceof NobodyAnswers || NatsFaults.isNoStream(cause);
      if (gone && reviving) {
        revival
            .get()
            .whenComplete(
                (back, error) -> {
                  if (error == null) {
                    again(new NobodyAnswers("the bucket was gone, and has just been made again"));
                  } else if (NatsFaults.isTransient(error)) {
                    again(cause);
                  } else {
                    answer.completeExceptionally(NatsFaults.unwrapped(error));
                  }
                });
      } else {
        again(cause);
      }
    }

    private void again(Throwable cause) {
      OptionalLong pause = policy.pause(sent, ticker.nanos() - began);
      if (NatsFaults.isTransient(cause) && pause.isPresent()) {
        scheduler.schedule(pause.getAsLong(), () -> sendAgain(cause));
      } else {
        answer.completeExceptionally(cause);
      }
    }

    /** Who gave it up meanwhile must not find it carried out later (M6, M7). */
    private void sendAgain(Throwable cause) {
      if (wanted.getAsBoolean()) {
        var unused = send();
      } else {
        answer.completeExceptionally(cause);
      }
    }
  }
}

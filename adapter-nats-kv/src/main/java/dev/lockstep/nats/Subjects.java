package dev.lockstep.nats;

import dev.lockstep.spi.Envelope;
import dev.lockstep.spi.Key;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Reads what stands at a subject, and writes if what stands there is as expected. Only the
 * acknowledgement of such a write, or an answer of the stream's leader, proves anything.
 * Thread-safe.
 */
final class Subjects {
  private static final byte[] NOTHING = {};

  private final Wire wire;
  private final Layout layout;
  private final Markers markers;
  private final String endpoint;

  Subjects(Wire wire, Layout layout, Markers markers, String endpoint) {
    this.wire = wire;
    this.layout = layout;
    this.markers = markers;
    this.endpoint = endpoint;
  }

  /** What a write came to. */
  sealed interface Written {
    /** It was carried out, and has that sequence. */
    record At(long sequence) implements Written {}

    /** It was not: something else stands there than was expected, nothing if this is 0. */
    record Refused(long standing) implements Written {}
  }

  CompletionStage<Written> write(Key key, Headers headers, Envelope envelope) {
    return write(layout.record(key), headers, envelope.encode());
  }

  /** The same for as long as somebody wants it: what nobody took is not sent again else. */
  CompletionStage<Written> write(
      Key key, Headers headers, Envelope envelope, BooleanSupplier wanted) {
    return write(layout.record(key), headers, envelope.encode(), wanted);
  }

  /** Leaves a marker in the place of the record. */
  CompletionStage<Written> release(Key key, long expected, Duration ttl) {
    return write(layout.record(key), Stored.releasing(expected, ttl), NOTHING)
        .thenApply(
            answer -> {
              if (answer instanceof Written.At at) {
                markers.left(key, at.sequence(), ttl);
              }
              return answer;
            });
  }

  /** Writes to a subject of the bucket. */
  CompletionStage<Written> write(String subject, Headers headers, byte[] body) {
    return write(subject, headers, body, () -> true);
  }

  private CompletionStage<Written> write(
      String subject, Headers headers, byte[] body, BooleanSupplier wanted) {
    return orElse(
        wire.publish(subject, headers, body, wanted).thenApply(Written.At::new),
        error -> {
          long standing = NatsFaults.standingSequence(error);
          return standing < 0 ? Optional.empty() : Optional.of(new Written.Refused(standing));
        });
  }

  CompletionStage<Place> read(Key key) {
    return last(layout.record(key))
        .thenApply(found -> found.map(message -> place(key, message)).orElseGet(() -> empty(key)));
  }

  private Place empty(Key key) {
    markers.none(key);
    return Place.EMPTY;
  }

  private Place place(Key key, MessageInfo message) {
    if (Stored.isMarker(message.getHeaders())) {
      markers.found(key, message.getSeq(), Stored.life(message.getHeaders()));
      return new Place(Optional.empty(), message.getSeq());
    }
    markers.none(key);
    return new Place(Optional.of(Stored.of(key, message, endpoint)), message.getSeq());
  }

  /** The last message of a subject. */
  CompletionStage<Optional<MessageInfo>> last(String subject) {
    return orElse(
        wire.ask(
            "STREAM.MSG.GET." + layout.stream(),
            "{\"last_by_subj\":\"" + subject + "\"}",
            reply -> Optional.of(new MessageInfo(Wire.checked(reply), layout.stream(), false))),
        error -> NatsFaults.isNoMessage(error) ? Optional.of(Optional.empty()) : Optional.empty());
  }

  /** The answer, or what an error stands for. */
  private static <T> CompletionStage<T> orElse(
      CompletionStage<? extends T> stage, Function<Throwable, Optional<? extends T>> meaning) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    stage.whenComplete(
        (value, error) -> {
          Optional<? extends T> known = error == null ? Optional.of(value) : meaning.apply(error);
          if (known.isPresent()) {
            answer.complete(known.get());
          } else {
            answer.completeExceptionally(error);
          }
        });
    return answer;
  }
}

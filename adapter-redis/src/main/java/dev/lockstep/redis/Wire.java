package dev.lockstep.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What scripts go over, each sent at most once: the client's options refuse commands while there is
 * no connection, and fail those in flight when it breaks, so that nothing is repeated after a
 * reconnect. Answers arrive on the client's event loop. Thread-safe.
 */
final class Wire {
  private final Route route;
  private final StatefulConnection<byte[], byte[]> connection;
  private final Replicas replicas;
  private volatile long lastAnswer = System.nanoTime();

  Wire(Route route, StatefulConnection<byte[], byte[]> connection, Replicas replicas) {
    this.route = route;
    this.connection = connection;
    this.replicas = replicas;
  }

  /** A script with what it works on: as Lettuce takes it, made anew for each request. */
  @SuppressWarnings("ArrayRecordComponent")
  record Call(Script script, byte[][] keys, byte[][] args) {}

  CompletionStage<List<Object>> call(Script script, byte[][] keys, byte[]... args) {
    return call(List.of(new Call(script, keys, args))).get(0);
  }

  /** Sends them all in one write. */
  List<CompletableFuture<List<Object>>> call(List<Call> calls) {
    List<Exchange> exchanges = calls.stream().map(Exchange::new).toList();
    dispatch(exchanges.stream().flatMap(exchange -> exchange.byDigest().stream()).toList());
    return exchanges.stream().map(exchange -> exchange.answer).toList();
  }

  private void dispatch(List<AsyncCommand<byte[], byte[], ?>> requests) {
    try {
      if (requests.size() == 1) {
        connection.dispatch(requests.get(0));
      } else if (!requests.isEmpty()) {
        connection.dispatch(requests);
      }
    } catch (RuntimeException closed) {
      requests.forEach(request -> request.completeExceptionally(closed));
    }
  }

  /**
   * As {@link DeafChannels} do, on the threads of a client that was lent, whose channels are not
   * ours to change (C2).
   */
  private void giveUpIfDeaf(long sentAt) {
    if (lastAnswer - sentAt < 0) {
      route.breakOff(connection);
    }
  }

  /** Asks by digest, and once more with the source if the server does not know it. */
  private final class Exchange implements BiConsumer<List<Object>, @Nullable Throwable> {
    private final Call call;
    private final CompletableFuture<List<Object>> answer = new CompletableFuture<>();
    private final long sentAt = System.nanoTime();

    Exchange(Call call) {
      this.call = call;
    }

    List<AsyncCommand<byte[], byte[], ?>> byDigest() {
      return requests(new Request(call, CommandType.EVALSHA, call.script.digest()));
    }

    private void listen(CompletionStage<List<Object>> reply) {
      reply.whenComplete(this);
    }

    private List<AsyncCommand<byte[], byte[], ?>> requests(Request request) {
      if (!replicas.areNeededFor(call.script)) {
        listen(request);
        return List.of(request);
      }
      AsyncCommand<byte[], byte[], Long> confirmation = replicas.confirmation();
      listen(request.thenCombine(confirmation, replicas::confirmed));
      return List.of(request, confirmation);
    }

    @Override
    public void accept(List<Object> reply, @Nullable Throwable thrown) {
      Throwable error =
          thrown instanceof CompletionException && thrown.getCause() != null
              ? thrown.getCause()
              : thrown;
      if (error instanceof RedisNoScriptException) {
        dispatch(requests(new Request(call, CommandType.EVAL, call.script.source())));
        return;
      }
      if (error instanceof RedisCommandTimeoutException) {
        giveUpIfDeaf(sentAt);
      } else {
        lastAnswer = System.nanoTime();
      }
      if (error instanceof RedisReadOnlyException) {
        // It was made a replica: who is the primary now is asked when the connection is made anew.
        route.breakOff(connection);
      }
      if (error != null) {
        answer.completeExceptionally(error);
      } else {
        answer.complete(reply);
      }
    }
  }

  private static final class Request extends AsyncCommand<byte[], byte[], List<Object>> {
    Request(Call call, CommandType type, byte[] script) {
      super(
          new Command<>(
              type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments(call, script)));
    }

    private static CommandArgs<byte[], byte[]> arguments(Call call, byte[] script) {
      CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
      args.add(script).add(call.keys.length).addKeys(call.keys);
      for (byte[] arg : call.args) {
        args.addValue(arg);
      }
      return args;
    }
  }
}

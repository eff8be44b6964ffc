package dev.lockstep.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.DefaultEndpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that scripts go over, each sent at most once: the client's options refuse
 * commands while there is no connection, and fail those in flight when it breaks, so that nothing
 * is repeated after a reconnect. Answers arrive on the client's event loop. Thread-safe.
 */
final class Wire {
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private volatile long lastAnswer = System.nanoTime();

  Wire(StatefulRedisConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  /** A script with what it works on: as Lettuce takes it, made anew for each request. */
  @SuppressWarnings("ArrayRecordComponent")
  record Call(Script script, byte[][] keys, byte[][] args) {}

  CompletionStage<List<Object>> call(Script script, byte[][] keys, byte[]... args) {
    Call call = new Call(script, keys, args);
    Exchange exchange = new Exchange(call);
    exchange.send(new Request(call, CommandType.EVALSHA, call.script.digest()));
    return exchange.answer;
  }

  /** Sends them all in one write. */
  List<CompletableFuture<List<Object>>> call(List<Call> calls) {
    List<Exchange> exchanges = calls.stream().map(Exchange::new).toList();
    List<Request> requests =
        calls.stream()
            .map(call -> new Request(call, CommandType.EVALSHA, call.script.digest()))
            .toList();
    for (int i = 0; i < requests.size(); i++) {
      exchanges.get(i).listen(requests.get(i));
    }
    try {
      if (!requests.isEmpty()) {
        connection.dispatch(requests);
      }
    } catch (RuntimeException closed) {
      requests.forEach(request -> request.completeExceptionally(closed));
    }
    return exchanges.stream().map(exchange -> exchange.answer).toList();
  }

  /**
   * A connection over which nothing came for as long as a request may take is given up: where a
   * firewall forgot it, the system would go on sending for a quarter of an hour (C2).
   */
  private void giveUpIfDeaf(long sentAt) {
    if (lastAnswer - sentAt < 0 && connection instanceof RedisChannelHandler<?, ?> handler) {
      RedisChannelWriter writer = handler.getChannelWriter();
      while (writer instanceof CommandExpiryWriter timed) {
        writer = timed.getDelegate();
      }
      if (writer instanceof DefaultEndpoint endpoint) {
        endpoint.disconnect();
      }
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

    void listen(CompletionStage<List<Object>> request) {
      request.whenComplete(this);
    }

    void send(Request request) {
      listen(request);
      try {
        connection.dispatch(request);
      } catch (RuntimeException closed) {
        request.completeExceptionally(closed);
      }
    }

    @Override
    public void accept(List<Object> reply, @Nullable Throwable error) {
      if (error instanceof RedisNoScriptException) {
        send(new Request(call, CommandType.EVAL, call.script.source()));
        return;
      }
      if (error instanceof RedisCommandTimeoutException) {
        giveUpIfDeaf(sentAt);
      } else {
        lastAnswer = System.nanoTime();
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

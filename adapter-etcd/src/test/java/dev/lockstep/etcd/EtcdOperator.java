package dev.lockstep.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whoever has access to the server itself, by one connection that is there from the beginning: it
 * is counted before and after. Thread-safe.
 */
final class EtcdOperator implements AutoCloseable {
  private static final ByteSequence ALL = bytes("\0");

  private final Client client;
  private final KV kv;

  EtcdOperator(String url) {
    URI uri = URI.create(url);
    ClientBuilder builder =
        Client.builder()
            .endpoints("http://" + uri.getHost() + ":" + uri.getPort())
            .keepaliveWithoutCalls(false);
    if (uri.getUserInfo() != null) {
      String[] account = uri.getUserInfo().split(":", 2);
      builder.user(bytes(account[0])).password(bytes(account[1]));
    }
    client = builder.build();
    kv = client.getKVClient();
    answer(kv.get(ALL));
  }

  Set<String> keys(String prefix) {
    GetOption keysOnly = GetOption.builder().isPrefix(true).withKeysOnly(true).build();
    GetOption everything = GetOption.builder().withRange(ALL).withKeysOnly(true).build();
    return answer(prefix.isEmpty() ? kv.get(ALL, everything) : kv.get(bytes(prefix), keysOnly))
        .getKvs()
        .stream()
        .map(record -> record.getKey().toString(UTF_8))
        .collect(Collectors.toSet());
  }

  /** Changes the record behind its holder's back; its lease stays. False if there is none. */
  boolean overwrite(String key, Consumer<byte[]> change) {
    List<KeyValue> found = answer(kv.get(bytes(key))).getKvs();
    for (KeyValue record : found) {
      byte[] value = record.getValue().getBytes();
      change.accept(value);
      PutOption lease = PutOption.builder().withLeaseId(record.getLease()).build();
      answer(kv.put(record.getKey(), ByteSequence.from(value), lease));
    }
    return !found.isEmpty();
  }

  /** Puts what stands at a key at others too, without a lease. */
  void copy(String key, Collection<String> to) {
    ByteSequence value = answer(kv.get(bytes(key))).getKvs().get(0).getValue();
    answer(
        CompletableFuture.allOf(
            to.stream()
                .map(other -> kv.put(bytes(other), value))
                .toArray(CompletableFuture<?>[]::new)));
  }

  boolean delete(String key) {
    return answer(kv.delete(bytes(key))).getDeleted() > 0;
  }

  void flush() {
    answer(kv.delete(ALL, DeleteOption.builder().withRange(ALL).build()));
  }

  /** Forgets every revision before the present one. */
  void compact() {
    answer(kv.compact(answer(kv.get(ALL)).getHeader().getRevision()));
  }

  /** Revokes the lease that the record there lives on. */
  void revokeLeaseOf(String key) {
    answer(client.getLeaseClient().revoke(answer(kv.get(bytes(key))).getKvs().get(0).getLease()));
  }

  @Override
  public void close() {
    client.close();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private static <T> T answer(CompletableFuture<T> answer) {
    return answer.orTimeout(15, TimeUnit.SECONDS).join();
  }
}

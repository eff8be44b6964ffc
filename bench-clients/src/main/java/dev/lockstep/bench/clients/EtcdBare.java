package dev.lockstep.bench.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.spi.Envelope;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The transactions of the adapter, by jetcd. */
final class EtcdBare implements Bare {
  /** Nobody renews it. */
  private static final long LEASE_SECONDS = 3600;

  private final Client client;
  private final KV kv;
  private final ByteSequence at;
  private final byte[] body;
  private final long lease;
  private final Cmp sameHistory;
  private Watch.@Nullable Watcher watcher;
  private long version;

  EtcdBare(BareTarget target, Client client) {
    this.client = client;
    this.kv = client.getKVClient();
    this.at = bytes(target.namespace() + "/" + target.key().path());
    this.body = target.body();
    this.lease = client.getLeaseClient().grant(LEASE_SECONDS).join().getID();
    ByteSequence history = bytes(target.namespace() + "/history");
    long revision = kv.get(history).join().getKvs().get(0).getModRevision();
    this.sameHistory = new Cmp(history, Cmp.Op.EQUAL, CmpTarget.modRevision(revision));
  }

  @Override
  public CompletionStage<?> lock() {
    Cmp free = new Cmp(at, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    return sent(put(), free, sameHistory);
  }

  @Override
  public CompletionStage<?> unlock() {
    return sent(Op.delete(at, DeleteOption.builder().build()), unchanged());
  }

  @Override
  public CompletionStage<?> handOver() {
    return sent(put(), unchanged(), sameHistory);
  }

  @Override
  public boolean listen(Runnable released) {
    CompletableFuture<Void> listening = new CompletableFuture<>();
    WatchOption option = WatchOption.builder().withCreateNotify(true).withNoPut(true).build();
    watcher =
        client
            .getWatchClient()
            .watch(
                at,
                option,
                response -> {
                  listening.complete(null);
                  response.getEvents().forEach(event -> released.run());
                });
    listening.join();
    return true;
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.close();
    }
    client.getLeaseClient().revoke(lease).join();
  }

  private Cmp unchanged() {
    return new Cmp(at, Cmp.Op.EQUAL, CmpTarget.modRevision(version));
  }

  /** The base of tokens is as long whatever it is. */
  private Op put() {
    byte[] value = Envelope.granting(UUID.randomUUID(), 0, body).encode();
    return Op.put(at, ByteSequence.from(value), PutOption.builder().withLeaseId(lease).build());
  }

  private CompletionStage<?> sent(Op then, Cmp... conditions) {
    return kv.txn()
        .If(conditions)
        .Then(then)
        .Else(Op.get(at, GetOption.builder().build()))
        .commit()
        .thenAccept(this::done);
  }

  private void done(TxnResponse answer) {
    if (!answer.isSucceeded()) {
      throw new IllegalStateException("etcd refused");
    }
    version = answer.getHeader().getRevision();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.DistributedMutex;
import dev.lockstep.Holder;
import dev.lockstep.Lease;
import dev.lockstep.LeaseKind;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.Metadata;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.LeaseStore;
import dev.lockstep.spi.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** Locks through the public API. */
final class RealLocks implements LockVerbs {
  /** Longer than any script. */
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Props props;
  private final Map<String, Holder> remembered = new HashMap<>();
  private final Map<String, Lock> views = new HashMap<>();

  /** A lock of a node, which no handle of this process stands for. */
  private record OfNode(Remote node, String key) {}

  private final Map<String, OfNode> ofNodes = new HashMap<>();

  RealLocks(Props props) {
    this.props = props;
  }

  private LockOptions options(Take take) {
    Pace pace = props.stage().pace();
    LockOptions options = LockOptions.defaults().ttl(take.brief() ? pace.brief() : LONG);
    options = take.fixed() ? options.fixed() : options;
    options = take.minHold() ? options.minHold(pace.brief()) : options;
    options = take.maxHold() ? options.maxHold(pace.brief()) : options;
    options = take.impatient() ? options.maxWait(pace.moment()) : options;
    options = take.identity().isEmpty() ? options : options.reentrant(take.identity());
    return take.metadata().isEmpty() ? options : options.metadata(Metadata.of(take.metadata()));
  }

  /** A script waits only for what comes; a mutant may not let it come. */
  private LockOptions bounded(Take take) {
    LockOptions options = options(take);
    return options.maxWait(options.maxWait().orElse(props.stage().pace().patience()));
  }

  private DistributedMutex mutex(String kit, String key, Take take) {
    return props.kit(kit).mutex(key).with(options(take));
  }

  private String granted(String name, String label, Lease lease) {
    props.hold(name, label, lease);
    return "granted " + props.rank(label, lease.token());
  }

  @Override
  public String lock(String kit, String lease, String key, Take take) {
    String label = props.label(kit, key);
    Remote node = props.remoteOrNull(kit);
    if (node != null) {
      ofNodes.put(lease, new OfNode(node, key));
      return "granted " + props.rank(label, node.lock(key, options(take)));
    }
    return granted(lease, label, props.kit(kit).mutex(key).with(bounded(take)).lock());
  }

  @Override
  public String tryLock(String kit, String lease, String key, Take take) {
    return mutex(kit, key, take)
        .tryLock()
        .map(got -> granted(lease, props.label(kit, key), got))
        .orElse("taken");
  }

  @Override
  public String lockInterrupted(String kit, String key) {
    Thread.currentThread().interrupt();
    try {
      return granted("", "interrupted", mutex(kit, key, Take.PLAIN).lock());
    } catch (OperationInterruptedException expected) {
      return expected.code().number() + andInterrupted();
    }
  }

  private static String andInterrupted() {
    return Thread.interrupted() ? " and interrupted" : " and not interrupted";
  }

  @Override
  public String lockLater(String kit, String lease, String key, Take take) {
    props.wait(lease, props.label(kit, key), mutex(kit, key, take).lockAsync());
    return "";
  }

  @Override
  public String waiting(String lease) {
    return promise(lease).isDone() ? "decided" : "waiting";
  }

  private CompletableFuture<Lease> promise(String lease) {
    CompletableFuture<Lease> promise = props.held(lease).promise();
    return promise == null ? CompletableFuture.completedFuture(props.lease(lease)) : promise;
  }

  @Override
  public String await(String lease) {
    String label = props.held(lease).label();
    return props.answer(promise(lease), got -> granted(lease, label, got));
  }

  @Override
  public String cancel(String lease) {
    return promise(lease).cancel(true) ? "cancelled" : "decided before";
  }

  @Override
  public String release(String lease, Manner manner) {
    OfNode ofNode = ofNodes.get(lease);
    if (ofNode != null) {
      ofNode.node.release(ofNode.key);
      return "released";
    }
    Lease given = props.lease(lease);
    return switch (manner) {
      case PLAIN -> {
        given.release();
        yield "released";
      }
      case LATER -> props.answer(given.releaseAsync(), nothing -> "released");
      case INTERRUPTED -> {
        Thread.currentThread().interrupt();
        try {
          given.release();
          yield "released" + andInterrupted();
        } finally {
          // A release that fails is told by its code; the flag must not outlive this step.
          var unused = Thread.interrupted();
        }
      }
    };
  }

  @Override
  public String closeLease(String lease) {
    boolean held = props.lease(lease).isHeld();
    props.lease(lease).close();
    return held ? "released by close" : "closed";
  }

  @Override
  public String held(String lease) {
    OfNode ofNode = ofNodes.get(lease);
    boolean held = ofNode == null ? props.lease(lease).isHeld() : ofNode.node.isHeld(ofNode.key);
    return held ? "held" : "not held";
  }

  @Override
  public String requireHeld(String lease) {
    props.lease(lease).requireHeld();
    return "held";
  }

  @Override
  public String renew(String lease) {
    props.lease(lease).renew();
    return "renewed";
  }

  @Override
  public String token(String lease) {
    return props.rank(props.held(lease).label(), props.lease(lease).token());
  }

  @Override
  public String lost(String lease) {
    return props.answer(
        props.lease(lease).lost().toCompletableFuture(), end -> end.cause().toString());
  }

  @Override
  public String listen(String lease, String recorder) {
    String label = props.held(lease).label();
    var unused =
        props
            .lease(lease)
            .onEnd(
                end ->
                    props
                        .recorders()
                        .record(
                            recorder, () -> end.cause() + " " + props.rank(label, end.token())));
    return "";
  }

  @Override
  public String isLocked(String kit, String key) {
    return props.kit(kit).mutex(key).isLocked() ? "locked" : "free";
  }

  @Override
  public String awaitFree(String kit, String key) {
    DistributedMutex mutex = props.kit(kit).mutex(key);
    return props.stage().within(() -> !mutex.isLocked()) ? "free" : "still locked";
  }

  @Override
  public String holder(String kit, String key) {
    return props.kit(kit).mutex(key).holder().map(holder -> shown(kit, holder)).orElse("nobody");
  }

  private String shown(String kit, Holder holder) {
    String label = props.label(kit, holder.kind(), holder.key());
    return holder.nodeKey() + " " + props.rank(label, holder.token());
  }

  @Override
  public String metadata(String kit, String key) {
    return props.kit(kit).mutex(key).holder().map(h -> h.metadata().text()).orElse("nobody");
  }

  @Override
  public String holders(String kit, LeaseKind kind) {
    return Props.list(
        props.kit(kit).inspector().holders(kind).stream().map(holder -> shown(kit, holder)));
  }

  @Override
  public String remember(String kit, String key, String as) {
    props.kit(kit).mutex(key).holder().ifPresent(holder -> remembered.put(as, holder));
    return "";
  }

  @Override
  public String revoke(String kit, String as) {
    Holder holder = remembered.get(as);
    if (holder == null) {
      return "nobody";
    }
    return props.kit(kit).inspector().revoke(holder) ? "revoked" : "had ended";
  }

  @Override
  public String deleteRecord(String key) {
    return props.stage().deleteRecord(key) ? "deleted" : "nothing there";
  }

  @Override
  public String foreignRecord(String kit, String key) {
    LeaseStore store = props.kit(kit).unwrap(LeaseStore.class).orElseThrow();
    byte[] unknown = "another/9".getBytes(StandardCharsets.UTF_8);
    Key record = new Key("mutex", "", key);
    return props.answer(
        store.grant(record, UUID.randomUUID(), unknown, Session.none()).toCompletableFuture(),
        outcome -> "");
  }

  @Override
  public String viewTryLock(String kit, String view, String key, Take take) {
    return Boolean.toString(
        views.computeIfAbsent(view, absent -> mutex(kit, key, take).asLock()).tryLock());
  }

  @Override
  public String viewUnlock(String view) {
    Optional.ofNullable(views.get(view)).orElseThrow().unlock();
    return "released";
  }

  // ---- actions

  /** What an action throws on its own. */
  private static final class OwnError extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String mutexDo(String kit, String key, Take take, Deed deed) {
    StringBuilder told = new StringBuilder();
    return done(
        told,
        () -> {
          props.kit(kit).mutexDo(key, bounded(take), lease -> work(kit, lease, deed, told));
          return true;
        });
  }

  @Override
  public String mutexTryDo(String kit, String key, Take take, Deed deed) {
    StringBuilder told = new StringBuilder();
    return done(
        told,
        () -> props.kit(kit).mutexTryDo(key, options(take), lease -> work(kit, lease, deed, told)));
  }

  private void work(String kit, Lease lease, Deed deed, StringBuilder told) {
    told.append("ran ").append(props.rank(props.label(kit, lease.key()), lease.token()));
    switch (deed) {
      case WORK -> {}
      case FAIL -> throw new OwnError();
      case RELEASE -> lease.release();
      case OUTLIVE -> props.answer(lease.lost().toCompletableFuture(), end -> "");
      case OUTLIVE_AND_FAIL -> {
        props.answer(lease.lost().toCompletableFuture(), end -> "");
        throw new OwnError();
      }
    }
  }

  private static String done(StringBuilder told, BooleanSupplier run) {
    try {
      if (!run.getAsBoolean()) {
        told.append("skipped");
      }
    } catch (OwnError own) {
      told.append(", its own error");
      for (Throwable beside : own.getSuppressed()) {
        told.append(" with ").append(code(beside));
      }
    } catch (LockstepException failed) {
      if (told.isEmpty()) {
        throw failed;
      }
      told.append(", ").append(code(failed));
    }
    return told.toString();
  }

  private static String code(Throwable error) {
    return error instanceof LockstepException known
        ? Integer.toString(known.code().number())
        : error.getClass().getSimpleName();
  }
}

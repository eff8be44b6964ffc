package dev.lockstep.zookeeper;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server at a time, by futures: answers come in the order of the questions, on the
 * client's event thread. Thread-safe.
 */
final class Wire {
  private final Supplier<ZooKeeper> handle;
  private final List<ACL> acl;
  private final @Nullable Pulse pulse;

  /**
   * By that client.
   *
   * @param pulse is told of each question, where it matters whether there is an answer
   */
  Wire(Supplier<ZooKeeper> handle, List<ACL> acl, @Nullable Pulse pulse) {
    this.handle = handle;
    this.acl = acl;
    this.pulse = pulse;
  }

  /**
   * A node as it stands.
   *
   * @param data not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // As in Entry.
  record Node(byte[] data, Stat stat) {
    /** A record whose holder is dead leaves its node, and nothing below it. */
    boolean isEmpty() {
      return stat.getNumChildren() == 0;
    }
  }

  Op create(String path, byte[] data, CreateMode mode) {
    return Op.create(path, data, acl, mode);
  }

  /** All of them or none. */
  CompletionStage<Answer> multi(List<Op> ops) {
    return ask(
        (zk, answer) ->
            zk.multi(
                ops,
                (rc, path, context, results) -> {
                  if (results == null) {
                    fail(answer, rc, path);
                  } else {
                    Answer read = Answer.of(results);
                    if (read.isDone() || read.isRefused()) {
                      answer.complete(read);
                    } else {
                      fail(answer, read.code().intValue(), ops.get(read.failedAt()).getPath());
                    }
                  }
                },
                null));
  }

  /** What a transaction came to: where it failed, if it did, and why. */
  record Answer(List<OpResult> results, int failedAt, Code code) {
    static Answer of(List<OpResult> results) {
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i) instanceof OpResult.ErrorResult error && error.getErr() != 0) {
          return new Answer(results, i, Code.get(error.getErr()));
        }
      }
      return new Answer(results, -1, Code.OK);
    }

    boolean isDone() {
      return failedAt < 0;
    }

    /** The nodes are not as the transaction wanted them. */
    boolean isRefused() {
      return switch (code) {
        case NONODE, NODEEXISTS, BADVERSION, NOTEMPTY -> true;
        default -> false;
      };
    }

    boolean failed(int at, Code why) {
      return failedAt == at && code == why;
    }

    /** The number of the transaction, from one that made or changed a node. */
    long zxid() {
      for (OpResult result : results) {
        if (result instanceof OpResult.SetDataResult set) {
          return set.getStat().getMzxid();
        }
        if (result instanceof OpResult.CreateResult made && made.getStat() != null) {
          return made.getStat().getMzxid();
        }
      }
      throw new IllegalStateException("the server told no state of what it wrote");
    }
  }

  /** Lets what is read after this be as of now: alone, a server may be behind. */
  CompletionStage<Void> sync(String path) {
    return ask(
        (zk, answer) ->
            zk.sync(path, (rc, at, context) -> finish(answer, rc, at, () -> null), null));
  }

  CompletionStage<Optional<Node>> read(String path) {
    return ask(
        (zk, answer) ->
            zk.getData(
                path,
                false,
                (rc, at, context, data, stat) ->
                    finishIfThere(
                        answer, rc, at, () -> new Node(data == null ? new byte[0] : data, stat)),
                null));
  }

  /** The same, as of a moment inside the call. */
  CompletionStage<Optional<Node>> readNow(String path) {
    CompletionStage<Void> now = sync(path);
    return now.thenCombine(read(path), (nothing, node) -> node);
  }

  CompletionStage<Optional<List<String>>> children(String path) {
    return ask(
        (zk, answer) ->
            zk.getChildren(
                path,
                false,
                (int rc, String at, Object context, List<String> names) ->
                    finishIfThere(answer, rc, at, () -> names),
                null));
  }

  /** How many nodes there are below, at any depth. */
  CompletionStage<Optional<Integer>> below(String path) {
    return ask(
        (zk, answer) ->
            zk.getAllChildrenNumber(
                path,
                (rc, at, context, number) -> finishIfThere(answer, rc, at, () -> number),
                null));
  }

  /** The paths of what lives on this connection's session. */
  CompletionStage<List<String>> ephemerals(String prefix) {
    return ask(
        (zk, answer) ->
            zk.getEphemerals(
                prefix, (rc, context, paths) -> finish(answer, rc, prefix, () -> paths), null));
  }

  /**
   * Makes a node; what it came to is one of OK, NODEEXISTS and NONODE. As a transaction of one: by
   * itself the client would ask for a node that stays where a container is meant.
   */
  CompletionStage<Made> make(String path, CreateMode mode) {
    return multi(List.of(Op.create(path, new byte[0], acl, mode)))
        .thenApply(answer -> new Made(answer.code()));
  }

  /** What became of a node that was to be made. */
  record Made(Code code) {
    boolean lacksParent() {
      return code == Code.NONODE;
    }
  }

  CompletionStage<Void> watch(String path, Watcher watcher) {
    return ask(
        (zk, answer) ->
            zk.addWatch(
                path,
                watcher,
                AddWatchMode.PERSISTENT_RECURSIVE,
                (rc, at, context) -> finish(answer, rc, at, () -> null),
                null));
  }

  /**
   * Ends all watches of this connection there; whose watch that was hears so. To end those of one
   * watcher the client only forgets him, and the server goes on. Whatever becomes of it: a watch
   * too many costs a hint that nobody listens to.
   */
  void unwatch(String path) {
    handle
        .get()
        .removeAllWatches(path, Watcher.WatcherType.Any, true, (rc, at, context) -> {}, null);
  }

  private interface Question<T> {
    void to(ZooKeeper zk, CompletableFuture<T> answer);
  }

  private <T> CompletionStage<T> ask(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    ZooKeeper zk = handle.get();
    if (zk instanceof Handle own) {
      own.gate()
          .pass(
              () -> put(question, zk, answer),
              () -> fail(answer, Code.CONNECTIONLOSS.intValue(), null));
    } else {
      put(question, zk, answer);
    }
    return pulse == null ? answer : pulse.under(answer);
  }

  /** What the client throws at once is an answer too. */
  private static <T> void put(Question<T> question, ZooKeeper zk, CompletableFuture<T> answer) {
    try {
      question.to(zk, answer);
    } catch (RuntimeException thrown) {
      answer.completeExceptionally(thrown);
    }
  }

  private static <T> void finish(
      CompletableFuture<T> answer, int rc, String path, Supplier<T> value) {
    if (rc == Code.OK.intValue()) {
      answer.complete(value.get());
    } else {
      fail(answer, rc, path);
    }
  }

  private static <T> void finishIfThere(
      CompletableFuture<Optional<T>> answer, int rc, String path, Supplier<T> value) {
    if (rc == Code.NONODE.intValue()) {
      answer.complete(Optional.empty());
    } else {
      finish(answer, rc, path, () -> Optional.of(value.get()));
    }
  }

  private static void fail(CompletableFuture<?> answer, int rc, @Nullable String path) {
    answer.completeExceptionally(KeeperException.create(Code.get(rc), path));
  }
}

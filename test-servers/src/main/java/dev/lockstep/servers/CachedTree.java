package dev.lockstep.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A directory in the project's cache that is fetched once. Threads and processes that want the same
 * one wait for each other; it is renamed into place when it is whole, so a reader never sees half
 * of one.
 *
 * @param name of the directory
 * @param what it is, for the line that says that it is being fetched
 */
record CachedTree(String name, String what) {
  /** File locks exclude processes, not the threads of one. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private static final String UNFINISHED = "unfinished-";

  /** Fetches what a tree is to hold. */
  @FunctionalInterface
  interface Fetch {
    /**
     * Fills the directory, or fails and leaves it to be deleted.
     *
     * @param cache the directory that all trees share
     * @param work where to keep what is needed on the way
     * @param root what becomes the tree
     */
    void into(Path cache, Path work, Path root) throws IOException;
  }

  Path path() {
    return cache().resolve(name);
  }

  boolean isThere() {
    return Files.isDirectory(path());
  }

  /** The tree, fetched if it is not there. */
  Path orFetched(Fetch fetch) throws IOException {
    return isThere() ? path() : fetched(fetch);
  }

  private Path fetched(Fetch fetch) throws IOException {
    Path cache = cache();
    try {
      Files.createDirectories(cache);
    } catch (IOException e) {
      throw new IOException(
          "the cache " + cache + " cannot be made (" + e + "); LOCKSTEP_CACHE may name another", e);
    }
    ONE_AT_A_TIME.lock();
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock on " + cache + " was lost");
      }
      return isThere() ? path() : fetchLocked(cache, fetch);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private Path fetchLocked(Path cache, Fetch fetch) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(cache, UNFINISHED + "*")) {
      for (Path directory : left) {
        DirectoryTree.delete(directory);
      }
    }
    System.err.println("lockstep: fetching " + what + " into " + cache + " (once, some megabytes)");
    Path work = Files.createTempDirectory(cache, UNFINISHED);
    try {
      Path root = Files.createDirectory(work.resolve("root"));
      fetch.into(cache, work, root);
      return Files.move(root, path(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      DirectoryTree.delete(work);
    }
  }

  private static Path cache() {
    return ProjectCache.directory().resolve("servers");
  }
}

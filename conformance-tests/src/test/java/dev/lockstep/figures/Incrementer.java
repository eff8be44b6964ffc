package dev.lockstep.figures;

import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.LockstepException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A child JVM that adds one to a number in a file, again and again, under the lock: {@code url file
 * goal guarded|unguarded}. It prints a line for each addition whose lease was still held at its
 * end: token, number before. The guarded file refuses a token smaller than the greatest it has
 * seen, under a lock of the operating system; the unguarded one trusts its callers.
 */
final class Incrementer {
  private Incrementer() {}

  public static void main(String[] args) throws IOException {
    long goal = Long.parseLong(args[2]);
    boolean guarded = args[3].equals("guarded");
    LockOptions options =
        LockOptions.defaults().ttl(Duration.ofSeconds(1)).maxWait(Duration.ofSeconds(60));
    try (Kit kit = Lockstep.connect(args[0]);
        RandomAccessFile file = new RandomAccessFile(Path.of(args[1]).toFile(), "rw")) {
      System.out.println("ready");
      boolean goesOn = true;
      while (goesOn) {
        try (Lease lease = kit.mutex("increment").with(options).lock()) {
          goesOn = guarded ? guarded(file, lease, goal) : unguarded(file, lease, goal);
        } catch (LeaseLostException lost) {
          System.out.println("lost");
        } catch (LockstepException failed) {
          System.out.println("failed " + failed.getMessage());
        }
      }
      System.out.println("done");
    }
  }

  private static boolean unguarded(RandomAccessFile file, Lease lease, long goal)
      throws IOException {
    long before = read(file, 8);
    if (before >= goal) {
      return false;
    }
    write(file, 8, before + 1);
    tell(lease, before);
    return true;
  }

  private static boolean guarded(RandomAccessFile file, Lease lease, long goal) throws IOException {
    long before;
    try (FileLock section = file.getChannel().lock()) {
      if (refused(file, lease)) {
        return true;
      }
      before = read(file, 8);
    }
    if (before >= goal) {
      return false;
    }
    try (FileLock section = file.getChannel().lock()) {
      if (refused(file, lease)) {
        return true;
      }
      write(file, 8, before + 1);
    }
    tell(lease, before);
    return true;
  }

  /** Looking counts as an access too: from then on nobody with a smaller token writes. */
  private static boolean refused(RandomAccessFile file, Lease lease) throws IOException {
    if (lease.token() < read(file, 0)) {
      System.out.println("refused " + lease.token());
      return true;
    }
    write(file, 0, lease.token());
    return false;
  }

  private static void tell(Lease lease, long before) {
    boolean held = lease.isHeld();
    System.out.println(
        String.format(Locale.ROOT, "%s %d %d", held ? "added" : "late", lease.token(), before));
  }

  private static long read(RandomAccessFile file, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8);
    return file.getChannel().read(bytes, at) < 8 ? 0 : bytes.flip().getLong();
  }

  private static void write(RandomAccessFile file, long at, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).putLong(value).flip();
    file.getChannel().write(bytes, at);
  }
}

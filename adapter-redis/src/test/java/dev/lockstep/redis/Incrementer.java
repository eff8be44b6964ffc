package dev.lockstep.redis;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.LockstepException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM that adds one to a number in a file, again and again, under the lock: {@code url file
 * goal guarded|unguarded stops}. It prints a line for each addition, {@code added} or, if its lease
 * was not held at its end, {@code late}: token, number before. The guarded file refuses a token
 * smaller than the greatest it has seen, under a lock of the operating system; the unguarded one
 * trusts its callers.
 *
 * <p>In each so-many-th turn, if {@code stops} is not zero, it says {@code inside TOKEN} between
 * reading and writing, and goes on when it is told a line; it stops no more once that is {@code
 * through}.
 */
final class Incrementer {
  private final RandomAccessFile file;
  private final long goal;
  private final boolean guarded;
  private final BufferedReader orders =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private int stops;
  private int turns;

  private Incrementer(RandomAccessFile file, long goal, boolean guarded, int stops) {
    this.file = file;
    this.goal = goal;
    this.guarded = guarded;
    this.stops = stops;
  }

  public static void main(String[] args) throws IOException {
    LockOptions options =
        LockOptions.defaults().ttl(Duration.ofSeconds(1)).maxWait(Duration.ofSeconds(60));
    // Not the default: its machine is busy, which is no matter here.
    KitOptions connecting = KitOptions.of(args[0]).connectTimeout(Duration.ofSeconds(60));
    try (Kit kit = Lockstep.connect(connecting);
        RandomAccessFile file = new RandomAccessFile(Path.of(args[1]).toFile(), "rw")) {
      Incrementer incrementer =
          new Incrementer(
              file, Long.parseLong(args[2]), args[3].equals("guarded"), Integer.parseInt(args[4]));
      System.out.println("ready");
      incrementer.orders.readLine();
      boolean goesOn = true;
      while (goesOn) {
        try (Lease lease = kit.mutex("increment").with(options).lock()) {
          goesOn = incrementer.turn(lease);
        } catch (LeaseLostException lost) {
          System.out.println("lost");
        } catch (LockstepException failed) {
          System.out.println("failed " + failed.getMessage());
        }
      }
      System.out.println("done");
    }
  }

  private boolean turn(Lease lease) throws IOException {
    long before;
    try (FileLock section = section()) {
      if (isRefused(lease)) {
        return true;
      }
      before = read(8);
    }
    if (before >= goal) {
      return false;
    }
    stopIfDue(lease);
    try (FileLock section = section()) {
      if (isRefused(lease)) {
        return true;
      }
      write(8, before + 1);
    }
    String end = lease.isHeld() ? "added" : "late";
    System.out.println(String.format(Locale.ROOT, "%s %d %d", end, lease.token(), before));
    return true;
  }

  private void stopIfDue(Lease lease) throws IOException {
    turns++;
    if (stops > 0 && turns % stops == 0) {
      System.out.println("inside " + lease.token());
      if ("through".equals(orders.readLine())) {
        stops = 0;
      }
    }
  }

  /** Of the guard; nothing without it. */
  private @Nullable FileLock section() throws IOException {
    return guarded ? file.getChannel().lock() : null;
  }

  /** Looking counts as an access too: from then on nobody with a smaller token writes. */
  private boolean isRefused(Lease lease) throws IOException {
    if (!guarded) {
      return false;
    }
    if (lease.token() < read(0)) {
      System.out.println("refused " + lease.token());
      return true;
    }
    write(0, lease.token());
    return false;
  }

  private long read(long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8);
    return file.getChannel().read(bytes, at) < 8 ? 0 : bytes.flip().getLong();
  }

  private void write(long at, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).putLong(value).flip();
    file.getChannel().write(bytes, at);
  }
}

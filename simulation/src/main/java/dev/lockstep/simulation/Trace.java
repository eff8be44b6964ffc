package dev.lockstep.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened, in order, as a hash; printed too if somebody reads along. */
final class Trace {
  private final MessageDigest digest = sha256();
  private final ByteBuffer step = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
  private final @Nullable Consumer<String> reader;

  Trace(@Nullable Consumer<String> reader) {
    this.reader = reader;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** An event takes place. */
  void event(long now, int machine) {
    step.clear();
    step.putLong(now).putInt(machine);
    digest.update(step.array());
  }

  /** Something worth reading. */
  void note(long now, String who, String what) {
    String line = who + ' ' + what;
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    if (reader != null) {
      reader.accept(time(now) + ' ' + line);
    }
  }

  static String time(long now) {
    return String.format(Locale.ROOT, "%11.6f", now / 1e9);
  }

  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.Holder;
import dev.lockstep.LeaseKind;
import dev.lockstep.engine.core.RecordBody;
import dev.lockstep.spi.Entry;
import java.time.Instant;
import java.util.Locale;

/** How a record reads as a holder. */
final class Holders {
  private Holders() {}

  static Holder of(LeaseKind kind, Entry entry) {
    RecordBody body = RecordBody.decode(entry.key().path(), entry.body());
    return new Holder(
        kind,
        name(body),
        body.node(),
        entry.token(),
        Instant.ofEpochMilli(body.sinceMillis()),
        body.metadata());
  }

  static String name(RecordBody body) {
    return body.domain().isEmpty() ? body.name() : name(body.domain(), body.name());
  }

  static String name(String domain, String name) {
    return domain + "/" + name;
  }

  static String kindOf(LeaseKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}

package dev.lockstep.engine.driver;

import dev.lockstep.EndCause;
import dev.lockstep.engine.core.Moment;
import dev.lockstep.spi.Entry;
import dev.lockstep.spi.Key;
import dev.lockstep.spi.Outcome;
import dev.lockstep.spi.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a shared session would hide: records deleted under us, and grants applied late that
 * nobody knows (L6). What a listing says is a suspicion only; a decisive read of the one record
 * decides.
 */
final class SessionAudit {
  private final Kernel kernel;
  private final LeaseSession owner;
  private final Session session;
  private Map<Key, UUID> suspects = new LinkedHashMap<>();

  SessionAudit(Kernel kernel, LeaseSession owner, Session session) {
    this.kernel = kernel;
    this.owner = owner;
    this.session = session;
  }

  void arm() {
    kernel.after(session.validity().toNanos() / 3, this::run);
  }

  private void run() {
    if (owner.isOver()) {
      return;
    }
    Moment sent = kernel.now();
    Map<Key, UUID> before = suspects;
    suspects = new LinkedHashMap<>();
    kernel.<Set<Key>>request(
        "auditing a session",
        "",
        kernel.patience().operation(),
        () -> kernel.store().audit(session),
        (keys, error, late) -> {
          if (keys != null && !late) {
            compare(keys, sent, before);
          }
          if (!late) {
            arm();
          }
        });
  }

  private void compare(Set<Key> attributed, Moment sent, Map<Key, UUID> before) {
    if (owner.isOver()) {
      return;
    }
    Set<Key> ours = new LinkedHashSet<>();
    for (Term term : new ArrayList<>(owner.terms())) {
      ours.add(term.key());
      if (!attributed.contains(term.key()) && sent.since(term.grantedAt()) > 0) {
        verify(term);
      }
    }
    for (Key key : attributed) {
      if (!ours.contains(key)) {
        suspect(key, before.get(key));
      }
    }
  }

  private void verify(Term term) {
    read(
        term.key(),
        standing -> {
          boolean stands = standing.filter(e -> e.term().equals(term.nonce())).isPresent();
          if (!stands && owner.terms().contains(term)) {
            term.lose(EndCause.REVOKED, Optional.empty());
            kernel.history().suspect();
          }
        });
  }

  /**
   * What stands there may be another kit's, made since the session was asked. Only a term that was
   * read before the session was asked, and is read again after it, is certainly the one on the
   * session.
   */
  private void suspect(Key key, @Nullable UUID readBefore) {
    read(
        key,
        standing -> {
          if (standing.isEmpty() || owner.knows(standing.get().term())) {
            return;
          }
          Entry found = standing.get();
          if (found.term().equals(readBefore)) {
            delete(found);
          } else {
            suspects.put(key, found.term());
          }
        });
  }

  private void delete(Entry orphan) {
    kernel.write(
        "deleting a record that no lease knows",
        orphan.key().path(),
        kernel.patience().operation(),
        () -> kernel.store().release(orphan.key(), orphan.term(), orphan.version()),
        (Outcome outcome, boolean late) -> {});
  }

  private void read(Key key, java.util.function.Consumer<Optional<Entry>> then) {
    kernel.<Optional<Entry>>request(
        "reading",
        key.path(),
        kernel.patience().operation(),
        () -> kernel.store().get(key),
        (standing, error, late) -> {
          if (standing != null && !late && !owner.isOver()) {
            then.accept(standing);
          }
        });
  }
}

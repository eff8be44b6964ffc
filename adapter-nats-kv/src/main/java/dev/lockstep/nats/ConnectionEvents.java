package dev.lockstep.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what befalls the connection apart from answers. Thread-safe. */
final class ConnectionEvents implements ConnectionListener, ErrorListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.lockstep.nats");
  private static final Pattern FORBIDDEN =
      Pattern.compile("(?i)Permissions Violation for Publish to \"([^\"]+)\".*");

  private volatile @Nullable Concerned concerned;
  private final AtomicReference<@Nullable Exception> firstTrouble = new AtomicReference<>();
  private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();

  /** While this is set, whoever is refused connects to nobody else. */
  private volatile boolean connectingToOne;

  /** Who is concerned. */
  record Concerned(Wire wire, TokenBase base, Hints hints) {}

  /** Why connecting failed, which jnats tells nobody else. */
  Optional<Exception> trouble() {
    return Optional.ofNullable(refusal.get()).or(() -> Optional.ofNullable(firstTrouble.get()));
  }

  void connectingToOne(boolean now) {
    connectingToOne = now;
  }

  void tell(Concerned who) {
    concerned = who;
  }

  @Override
  @SuppressWarnings("deprecation") // It has to be there
  public void connectionEvent(Connection connection, Events type) {
    connectionEvent(connection, type, System.currentTimeMillis(), "");
  }

  @Override
  public void connectionEvent(Connection connection, Events type, Long time, String where) {
    Concerned who = concerned;
    if (who == null) {
      return;
    }
    LOG.debug("{}", type);
    if (type == Events.DISCONNECTED || type == Events.CLOSED) {
      who.wire.broken(time);
      who.base.doubt();
    } else if (type == Events.RESUBSCRIBED) {
      who.base.doubt();
      who.hints.tellAll();
    }
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    if (connectingToOne) {
      giveUp(connection, error);
      return;
    }
    Matcher forbidden = FORBIDDEN.matcher(error);
    Concerned who = concerned;
    if (forbidden.matches() && who != null) {
      who.wire.forbidden(forbidden.group(1), error);
    } else {
      LOG.debug("{}", error);
    }
  }

  /** Else jnats waits for the whole connect timeout, for an answer of one who has hung up. */
  private void giveUp(Connection connection, String error) {
    refusal.compareAndSet(null, NatsFaults.refused(error));
    try {
      connection.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    firstTrouble.compareAndSet(null, exception);
    LOG.debug("on the connection", exception);
  }
}

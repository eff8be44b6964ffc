package dev.lockstep.zookeeper;

import dev.lockstep.spi.Faults;
import dev.lockstep.spi.Faults.Verdict;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;

/** What ZooKeeper means by its errors. */
final class ZooKeeperFaults {
  /** The client does not tell why it could not connect. */
  private static final String ADVICE =
      "check that a majority of the servers runs and can be reached from here, and whether this"
          + " port speaks TLS (tls, tls-ca)";

  private ZooKeeperFaults() {}

  static Faults at(String endpoint) {
    return new Faults("ZooKeeper", endpoint, ZooKeeperFaults::judge);
  }

  /** The session is over: nothing was carried out, and nothing on it stands. */
  static boolean sessionIsOver(Throwable fault) {
    for (Throwable c = fault; c != null; c = c.getCause()) {
      if (c instanceof KeeperException said && said.code() == KeeperException.Code.SESSIONEXPIRED) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Verdict> judge(Throwable cause) {
    if (cause instanceof TimeoutException && cause.getMessage() != null) {
      return Optional.of(Verdict.unavailable(cause.getMessage(), ADVICE));
    }
    if (cause instanceof UnknownHostException unknown) {
      return Optional.of(
          Verdict.unavailable(
              "there is no address of " + unknown.getMessage(), "check the hosts of the URL"));
    }
    if (!(cause instanceof KeeperException said)) {
      return Optional.empty();
    }
    String path = said.getPath() == null ? "" : " on " + said.getPath();
    return switch (said.code()) {
      case NOAUTH ->
          Optional.of(
              Verdict.refused(
                  "no right" + path,
                  "check user and password, and that this user may read, write, create and delete"
                      + " below the chroot and the namespace"));
      case AUTHFAILED, SESSIONCLOSEDREQUIRESASLAUTH ->
          Optional.of(
              Verdict.refused(
                  "the login was refused",
                  "check user and password, or the section that sasl-context names"));
      case INVALIDACL ->
          Optional.of(Verdict.refused("the server takes no ACL of ours" + path, "check the login"));
      case NONODE ->
          Optional.of(
              Verdict.refused(
                  "there is no node" + path, "make the chroot that the client was given"));
      case UNIMPLEMENTED ->
          Optional.of(
              Verdict.refused(
                  "the server does not know this request",
                  "use servers of ZooKeeper 3.6 or later"));
      case QUOTAEXCEEDED -> Optional.of(Verdict.refused("a quota is used up" + path, "raise it"));
      case CONNECTIONLOSS, SESSIONEXPIRED ->
          Optional.of(
              Verdict.unavailable(
                  said.code() == KeeperException.Code.CONNECTIONLOSS
                      ? "the connection broke, or there is none"
                      : "the session of the connection ended",
                  ADVICE));
      default -> Optional.of(Verdict.unavailable(said.code() + path, "see the server's log"));
    };
  }
}

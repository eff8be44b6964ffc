package dev.lockstep.nats;

import io.nats.client.NKey;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * An operator with one account that has JetStream, and a user of it, as the tool nsc makes them.
 */
final class Decentralized {
  private static final String LIMITS =
      "\"subs\":-1,\"conn\":-1,\"leaf\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,"
          + "\"data\":-1,\"payload\":-1";

  /** Without these an account has no JetStream. */
  private static final String STORAGE =
      ",\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1";

  private final NKey operator;
  private final NKey account;
  private final NKey user;

  Decentralized() throws GeneralSecurityException, IOException {
    operator = NKey.createOperator(null);
    account = NKey.createAccount(null);
    user = NKey.createUser(null);
  }

  /** Lines for a server that believes this operator. */
  String configuration() throws GeneralSecurityException, IOException {
    String self = signed(operator, "{\"type\":\"operator\",\"version\":2}");
    NKey system = NKey.createAccount(null);
    return """
    operator: %s
    system_account: %s
    resolver: MEMORY
    resolver_preload: { %s: %s, %s: %s }
    """
        .formatted(self, id(system), id(account), known(account), id(system), known(system));
  }

  /** The file of a user, with JWT and seed. */
  String credentials() throws GeneralSecurityException, IOException {
    String jwt = JwtUtils.issueUserJWT(account, id(account), id(user));
    return JwtUtils.NATS_USER_JWT_FORMAT.formatted(jwt, new String(user.getSeed()));
  }

  private String known(NKey one) throws GeneralSecurityException, IOException {
    String limits = one.equals(account) ? LIMITS + STORAGE : LIMITS;
    return signed(one, "{\"limits\":{" + limits + "},\"type\":\"account\",\"version\":2}");
  }

  private String signed(NKey whom, String claims) throws GeneralSecurityException, IOException {
    JsonSerializable nats = () -> claims;
    return JwtUtils.issueJWT(
        operator, id(whom), "test", null, JwtUtils.currentTimeSeconds(), id(operator), nats);
  }

  private static String id(NKey key) throws GeneralSecurityException, IOException {
    return new String(key.getPublicKey());
  }
}

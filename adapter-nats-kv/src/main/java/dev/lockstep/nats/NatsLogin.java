package dev.lockstep.nats;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.BackendUrl;
import dev.lockstep.spi.Setting;
import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.support.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who we are to the servers: nobody, or somebody in exactly one way. */
final class NatsLogin {
  private NatsLogin() {}

  static void add(AtomicConfig config, Options.Builder options) {
    BackendUrl url = config.url();
    Optional<String> user = url.user().filter(given -> !given.isEmpty());
    Optional<String> password = url.password().filter(given -> !given.isEmpty());
    List<String> ways = new ArrayList<>();
    if (user.isPresent() || password.isPresent()) {
      ways.add(user.isPresent() && password.isPresent() ? "user and password" : "a token");
    }
    for (Setting<String> way : List.of(NatsSettings.CREDENTIALS, NatsSettings.NKEY)) {
      config.get(way).ifPresent(given -> ways.add(way.name()));
    }
    if (ways.size() > 1) {
      throw new InvalidOptionException(
          String.join(" and ", ways) + " are given; one of them says who we are");
    }
    if (user.isPresent() && password.isPresent()) {
      options.userInfo(user.get().toCharArray(), password.get().toCharArray());
    } else {
      // As everywhere with NATS, one of them alone is a token. jnats puts it between quotes as it
      // is.
      user.or(() -> password)
          .ifPresent(token -> options.token(Encoding.jsonEncode(token).toCharArray()));
    }
    config
        .get(NatsSettings.CREDENTIALS)
        .ifPresent(
            path ->
                options.authHandler(
                    Nats.staticCredentials(
                        Tls.readable(NatsSettings.CREDENTIALS, path)
                            .getBytes(StandardCharsets.ISO_8859_1))));
    config
        .get(NatsSettings.NKEY)
        .ifPresent(
            path ->
                options.authHandler(
                    new Seed(Tls.readable(NatsSettings.NKEY, path).strip().toCharArray())));
  }

  /** A user without JWT, known to the servers by his public key. */
  private static final class Seed implements AuthHandler {
    private final NKey key;
    private final char[] id;

    Seed(char[] seed) {
      try {
        key = NKey.fromSeed(seed);
        id = key.getPublicKey();
      } catch (IllegalArgumentException | IOException | GeneralSecurityException notASeed) {
        // Not as its cause: it might show the seed.
        throw new InvalidOptionException(
            "the file of nkey holds no seed of a user; it begins with SU");
      }
    }

    @Override
    public byte[] sign(byte[] nonce) {
      try {
        return key.sign(nonce);
      } catch (IOException | GeneralSecurityException broken) {
        throw new IllegalStateException("the nonce of the server could not be signed", broken);
      }
    }

    @Override
    public char[] getID() {
      return id.clone();
    }

    @Override
    @SuppressWarnings("NullAway") // jnats takes null for: no JWT
    public char[] getJWT() {
      return null;
    }
  }
}

package dev.lockstep.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 and localhost, signed by itself and made on the spot by the JDK's
 * keytool; a client trusts it as it is. Its files go at {@link #close()}.
 */
final class ServerCertificate implements AutoCloseable {
  /** Guards nothing: the key lives for one test. */
  static final String STORE_PASSWORD = "lockstep";

  private static final String ALIAS = "server";

  private final Path home;
  private final Runnable deletion;
  private final SSLContext context;

  private ServerCertificate(Path home) throws IOException, GeneralSecurityException {
    this.home = home;
    KeyStore keys = keyPair();
    Certificate certificate = keys.getCertificate(ALIAS);
    Key key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray());
    writePem(pem(), "CERTIFICATE", certificate.getEncoded());
    writePem(keyFile(), "PRIVATE KEY", key.getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    try (OutputStream out = Files.newOutputStream(trustStore())) {
      trusted.store(out, STORE_PASSWORD.toCharArray());
    }
    this.context = contextTrusting(trusted);
    this.deletion = this::delete;
    Leftovers.add(deletion);
  }

  static ServerCertificate create() {
    try {
      return new ServerCertificate(Files.createTempDirectory("lockstep-certificate-"));
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerFailed("no certificate for TLS could be made: " + e.getMessage(), e);
    }
  }

  Path pem() {
    return home.resolve("certificate.pem");
  }

  Path keyFile() {
    return home.resolve("key.pem");
  }

  Path trustStore() {
    return home.resolve("trust.p12");
  }

  SSLContext trustingContext() {
    return context;
  }

  @Override
  public void close() {
    Leftovers.remove(deletion);
    delete();
  }

  private void delete() {
    DirectoryTree.leaveNothingOf(home);
  }

  private KeyStore keyPair() throws IOException, GeneralSecurityException {
    Path store = home.resolve("keys.p12");
    Command.run(
            home,
            Map.of(),
            Duration.ofMinutes(1),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD))
        .orFail();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    return keys;
  }

  private static SSLContext contextTrusting(KeyStore trusted) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void writePem(Path file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}

package dev.lockstep.consul;

import dev.lockstep.InvalidOptionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.http.conn.ssl.NoopHostnameVerifier;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.ssl.SSLContextBuilder;

/** Whom to trust with HTTPS. */
final class Tls {
  private Tls() {}

  /**
   * Sockets that check the agent's certificate as they should.
   *
   * @param ca file of the certificates to trust; those of the JVM if absent
   * @param verify whether to check at all
   */
  static SSLConnectionSocketFactory sockets(Optional<String> ca, boolean verify)
      throws GeneralSecurityException {
    SSLContextBuilder context = SSLContextBuilder.create();
    if (!verify) {
      SSLContext trusting = context.loadTrustMaterial((chain, type) -> true).build();
      return new SSLConnectionSocketFactory(trusting, NoopHostnameVerifier.INSTANCE);
    }
    if (ca.isPresent()) {
      context.loadTrustMaterial(trusted(ca.get()), null);
      return new SSLConnectionSocketFactory(context.build());
    }
    return new SSLConnectionSocketFactory(SSLContext.getDefault());
  }

  private static KeyStore trusted(String path) {
    try (InputStream pem = Files.newInputStream(Path.of(path))) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new IOException("it holds no certificate");
      }
      return store;
    } catch (IOException | InvalidPathException | GeneralSecurityException unreadable) {
      throw new InvalidOptionException(
          "tls-ca is "
              + path
              + ", which cannot be read; give the path of a PEM file with certificates",
          null,
          null,
          unreadable);
    }
  }
}

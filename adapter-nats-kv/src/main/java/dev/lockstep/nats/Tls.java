package dev.lockstep.nats;

import dev.lockstep.InvalidOptionException;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** What the settings of TLS mean to the JVM. */
final class Tls {
  private final AtomicConfig config;

  Tls(AtomicConfig config) {
    this.config = config;
  }

  /** Empty if TLS is not asked for; a server that insists on it is then refused by jnats. */
  Optional<SSLContext> context() throws GeneralSecurityException {
    boolean wanted =
        config.get(NatsSettings.TLS).orElse(false)
            || config.get(NatsSettings.TLS_CA).isPresent()
            || config.get(NatsSettings.TLS_CERTIFICATE).isPresent();
    if (!wanted) {
      return Optional.empty();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(ourselves(), new TrustManager[] {trust()}, null);
    return Optional.of(context);
  }

  private X509ExtendedTrustManager trust() throws GeneralSecurityException {
    KeyStore store = null;
    if (config.get(NatsSettings.TLS_CA).isPresent()) {
      store = empty();
      int number = 0;
      for (Certificate one : certificates(NatsSettings.TLS_CA)) {
        store.setCertificateEntry("ca-" + number++, one);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager one : factory.getTrustManagers()) {
      if (one instanceof X509ExtendedTrustManager trust) {
        return config.get(NatsSettings.TLS_VERIFY).orElse(true)
            ? new ChecksHostNames(trust)
            : new TrustsAnybody();
      }
    }
    throw new GeneralSecurityException("this JVM has no trust manager for X.509");
  }

  private KeyManager @Nullable [] ourselves() throws GeneralSecurityException {
    boolean certificate = config.get(NatsSettings.TLS_CERTIFICATE).isPresent();
    if (certificate != config.get(NatsSettings.TLS_KEY).isPresent()) {
      throw new InvalidOptionException("tls-certificate and tls-key belong together; give both");
    }
    if (!certificate) {
      return null;
    }
    Collection<? extends Certificate> chain = certificates(NatsSettings.TLS_CERTIFICATE);
    KeyStore store = empty();
    char[] password = new char[0];
    PrivateKey key = key(chain.iterator().next().getPublicKey().getAlgorithm());
    store.setKeyEntry("ours", key, password, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private PrivateKey key(String algorithm) throws GeneralSecurityException {
    String pem = text(NatsSettings.TLS_KEY);
    String base64 = pem.replaceAll("-----[^-]*-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidOptionException(
          "the file of tls-key holds no private key in PEM (PKCS 8); convert it by openssl pkcs8");
    }
  }

  private Collection<? extends Certificate> certificates(Setting<String> setting)
      throws GeneralSecurityException {
    byte[] pem = text(setting).getBytes(StandardCharsets.ISO_8859_1);
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    if (found.isEmpty()) {
      throw new CertificateException("the file of " + setting.name() + " holds no certificate");
    }
    return found;
  }

  private String text(Setting<String> setting) {
    return readable(setting, config.get(setting).orElseThrow());
  }

  /** The content of a file that a setting names. */
  static String readable(Setting<String> setting, String path) {
    try {
      return Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new InvalidOptionException(
          setting.name() + " is " + path + ", which cannot be read; give the path of a file");
    }
  }

  private static KeyStore empty() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      return store;
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
  }

  /** jnats asks for the chain alone; a certificate of another host must not pass. */
  private static final class ChecksHostNames extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chain;

    ChecksHostNames(X509ExtendedTrustManager chain) {
      this.chain = chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
        throws CertificateException {
      if (socket instanceof SSLSocket secured) {
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
      }
      chain.checkServerTrusted(certificates, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
        throws CertificateException {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      chain.checkServerTrusted(certificates, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
        throws CertificateException {
      throw new CertificateException("there is no connection whose host could be checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
        throws CertificateException {
      chain.checkClientTrusted(certificates, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
        throws CertificateException {
      chain.checkClientTrusted(certificates, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
        throws CertificateException {
      chain.checkClientTrusted(certificates, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return chain.getAcceptedIssuers();
    }
  }

  /** For tls-verify=false. */
  private static final class TrustsAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return List.<X509Certificate>of().toArray(X509Certificate[]::new);
    }
  }
}

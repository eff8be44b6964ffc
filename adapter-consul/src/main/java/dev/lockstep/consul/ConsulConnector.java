package dev.lockstep.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.HttpHost;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class ConsulConnector {
  private static final int PORT = 8500;
  private static final int TLS_PORT = 8501;
  private static final int BUFFER = 8192;

  /** A connection that was idle for so long is looked at before it is used. */
  private static final int DOUBTFUL_MILLIS = 250;

  /** A part of a duration as Go writes it. */
  private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|m|s|us|µs|ns)");

  private final AtomicConfig config;
  private final Faults faults;
  private final long deadline;

  ConsulConnector(AtomicConfig config) {
    this.config = config;
    this.faults = ConsulFaults.at(config.url().endpoint());
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
  }

  /** A store with a client of its own. */
  ConsulStore open() {
    CloseableHttpClient http = client();
    return connected(
        http,
        () -> {
          try {
            http.close();
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
  }

  /** A store by a client that stays as it is. */
  ConsulStore borrow(CloseableHttpClient http) {
    return connected(http, () -> {});
  }

  private ConsulStore connected(CloseableHttpClient http, Runnable closing) {
    // A slow server may take the connect timeout, whatever the operation timeout is (X1).
    Agent patient =
        new Agent(
            http,
            address(),
            token(),
            config.get(ConsulSettings.DATACENTER),
            config.connectTimeout());
    Agent agent = patient.within(config.operationTimeout());
    Connection connection = Connection.over(http, agent, config.operationTimeout(), closing);
    boolean ready = false;
    try {
      Layout layout = new Layout(LeaseEngine.encoded(config.namespace()));
      TokenBase base =
          new TokenBase(agent, layout, faults.endpoint(), () -> config.ticker().wallMillis());
      ConsulTraits traits =
          await(
              connection.ask(
                  () -> {
                    base.read(patient);
                    return new ConsulTraits(minTtl(patient));
                  }));
      ready = true;
      return new ConsulStore(connection, layout, traits, base, faults);
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private HttpHost address() {
    if (config.url().hosts().size() != 1) {
      throw new InvalidOptionException(
          config.url() + " must name one host: the agent of Consul on this machine, or near it");
    }
    InetSocketAddress host = config.url().hosts().get(0);
    int port = host.getPort() != 0 ? host.getPort() : isTls() ? TLS_PORT : PORT;
    String name = host.getHostString();
    return new HttpHost(
        name.indexOf(':') >= 0 ? "[" + name + "]" : name, port, isTls() ? "https" : "http");
  }

  /** The password of the URL is a token too. */
  private Optional<String> token() {
    Optional<String> password = config.url().password().filter(secret -> !secret.isEmpty());
    Optional<String> token =
        config.get(ConsulSettings.ACL_TOKEN).filter(secret -> !secret.isEmpty());
    if (password.isPresent() && token.isPresent() && !password.equals(token)) {
      throw new InvalidOptionException(
          "the password of Consul's URL and the setting acl-token are both the ACL token, and"
              + " disagree; give only one of them");
    }
    return token.or(() -> password);
  }

  private boolean isTls() {
    return config.get(ConsulSettings.TLS).orElse(false)
        || config.get(ConsulSettings.TLS_CA).isPresent();
  }

  private CloseableHttpClient client() {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", PlainConnectionSocketFactory.getSocketFactory())
                .register("https", sockets())
                .build(),
            // Not the usual one, which logs headers when debugging, and with them the token (X6).
            (route, how) -> new DefaultManagedHttpClientConnection(route.toString(), BUFFER));
    connections.setMaxTotal(Connection.MOST);
    connections.setDefaultMaxPerRoute(Connection.MOST);
    connections.setValidateAfterInactivity(DOUBTFUL_MILLIS);
    connections.setDefaultSocketConfig(
        SocketConfig.custom()
            .setSoTimeout(Math.toIntExact(config.operationTimeout().toMillis()))
            .setTcpNoDelay(true)
            .build());
    return HttpClients.custom()
        .setConnectionManager(connections)
        // As long as the threads that ask: a crowd leaves nothing behind (X5).
        .evictIdleConnections(Workers.IDLE_SECONDS, TimeUnit.SECONDS)
        // What is repeated, and for how long, is decided in one place: the engine.
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private ConnectionSocketFactory sockets() {
    try {
      return Tls.sockets(
          config.get(ConsulSettings.TLS_CA), config.get(ConsulSettings.TLS_VERIFY).orElse(true));
    } catch (GeneralSecurityException wrong) {
      throw faults.of(wrong, "connecting", null);
    }
  }

  /** What the servers' configuration says, as far as the agent's is theirs and may be read. */
  private Duration minTtl(Agent agent) {
    Optional<Duration> set = config.get(ConsulSettings.SESSION_TTL_MIN);
    if (set.isPresent()) {
      return set.get();
    }
    try {
      JsonObject self =
          JsonParser.parseString(agent.get("/v1/agent/self").body()).getAsJsonObject();
      JsonElement debug = self.get("DebugConfig");
      JsonElement min = debug == null ? null : debug.getAsJsonObject().get("SessionTTLMin");
      Duration told = min == null ? Duration.ZERO : duration(min.getAsString());
      return told.isZero() ? ConsulTraits.USUAL_MIN_TTL : told;
    } catch (Refusal mayNot) {
      return ConsulTraits.USUAL_MIN_TTL;
    }
  }

  /** A duration as Go writes it, such as 1m30s. */
  static Duration duration(String text) {
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      double nanos =
          Double.parseDouble(parts.group(1))
              * switch (parts.group(2)) {
                case "h" -> 3.6e12;
                case "m" -> 6e10;
                case "s" -> 1e9;
                case "ms" -> 1e6;
                case "ns" -> 1;
                default -> 1e3;
              };
      sum = sum.plusNanos(Math.round(nanos));
    }
    return sum;
  }

  private <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new OperationInterruptedException(
          "interrupted while connecting to Consul at " + faults.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }
}

package dev.lockstep.consul;

import com.ecwid.consul.SingleUrlParameters;
import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.ConsulRawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.execchain.RequestAbortedException;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The agent of Consul that is asked: all of consul-api is behind this class. That library knows
 * neither a timeout per question nor how to break one off, and its typed calls know no
 * transactions; so each question is made by its raw client, over a client of HTTP that adds the
 * rest. Thread-safe; blocks.
 */
final class Agent implements AutoCloseable {
  private final CloseableHttpClient http;
  private final HttpHost address;
  private final Optional<String> token;
  private final Optional<String> datacenter;
  private final Duration timeout;
  private final Set<Question> open;

  /**
   * An agent.
   *
   * @param http closed by whoever made it
   * @param address scheme, host and port
   * @param token sent as a header: a URL may be logged on the way
   * @param datacenter the agent's own if absent
   * @param timeout of one question
   */
  Agent(
      CloseableHttpClient http,
      HttpHost address,
      Optional<String> token,
      Optional<String> datacenter,
      Duration timeout) {
    this(http, address, token, datacenter, timeout, ConcurrentHashMap.newKeySet());
  }

  private Agent(
      CloseableHttpClient http,
      HttpHost address,
      Optional<String> token,
      Optional<String> datacenter,
      Duration timeout,
      Set<Question> open) {
    this.http = http;
    this.address = address;
    this.token = token;
    this.datacenter = datacenter;
    this.timeout = timeout;
    this.open = open;
  }

  /** The same with another timeout of one question; what closes one closes both. */
  Agent within(Duration other) {
    return new Agent(http, address, token, datacenter, other, open);
  }

  /**
   * What the agent said.
   *
   * @param status of HTTP
   * @param body as it came
   * @param index of the data that was read; 0 if none was said
   */
  record Answer(int status, String body, long index) {
    boolean isFound() {
      return status == 200;
    }
  }

  /** Reads; that nothing is there (404) is an answer too. */
  Answer get(String path, String... parameters) {
    return question(timeout).get(path, parameters);
  }

  /** Writes; that it was not found (404), or was not carried out (409), is an answer too. */
  Answer put(String path, String body, String... parameters) {
    return question(timeout)
        .ask(raw -> raw.makePutRequest(path, body, with(parameters)), Set.of(200, 404, 409));
  }

  /** A question with its own timeout, which can be broken off. */
  Question question(Duration within) {
    return new Question(within);
  }

  private UrlParameters[] with(String... parameters) {
    List<UrlParameters> all = new ArrayList<>();
    for (String parameter : parameters) {
      all.add(() -> List.of(parameter));
    }
    datacenter.ifPresent(dc -> all.add(new SingleUrlParameters("dc", dc)));
    return all.toArray(UrlParameters[]::new);
  }

  /** Breaks off what is being asked. */
  @Override
  public void close() {
    open.forEach(Question::end);
  }

  /** One question: consul-api's client of HTTP while it is asked. */
  final class Question extends CloseableHttpClient {
    private final int millis;
    private volatile boolean ended;
    private volatile @Nullable HttpRequestBase asked;

    private Question(Duration within) {
      this.millis = Math.toIntExact(within.toMillis());
    }

    Answer get(String path, String... parameters) {
      return ask(raw -> raw.makeGetRequest(path, with(parameters)), Set.of(200, 404));
    }

    private Answer ask(Function<ConsulRawClient, HttpResponse> how, Set<Integer> known) {
      open.add(this);
      try {
        String place = address.getSchemeName() + "://" + address.getHostName();
        HttpResponse said = how.apply(new ConsulRawClient(place, address.getPort(), this));
        String body = said.getContent() == null ? "" : said.getContent();
        if (!known.contains(said.getStatusCode())) {
          throw new Refusal(said.getStatusCode(), body.strip());
        }
        Long index = said.getConsulIndex();
        return new Answer(said.getStatusCode(), body, index == null ? 0 : index);
      } finally {
        open.remove(this);
      }
    }

    /** Breaks it off, also before it was asked. */
    void end() {
      ended = true;
      HttpRequestBase now = asked;
      if (now != null) {
        now.abort();
      }
    }

    @Override
    protected CloseableHttpResponse doExecute(
        HttpHost target, HttpRequest request, HttpContext context) throws IOException {
      HttpRequestBase made = (HttpRequestBase) request;
      made.setConfig(
          RequestConfig.custom()
              .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
              .setConnectionRequestTimeout(Math.toIntExact(timeout.toMillis()))
              .setSocketTimeout(millis)
              .build());
      // Here, where consul-api does not log it any more (X6).
      token.ifPresent(secret -> made.setHeader("X-Consul-Token", secret));
      asked = made;
      if (ended) {
        throw new RequestAbortedException("broken off");
      }
      return http.execute(target, made, context);
    }

    @Override
    public void close() {
      end();
    }

    @Deprecated
    @Override
    public org.apache.http.params.HttpParams getParams() {
      throw new UnsupportedOperationException("not for consul-api");
    }

    @Deprecated
    @Override
    public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
      throw new UnsupportedOperationException("not for consul-api");
    }
  }
}

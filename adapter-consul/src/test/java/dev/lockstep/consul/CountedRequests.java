package dev.lockstep.consul;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.http.HttpRequest;
import org.apache.http.HttpRequestInterceptor;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.protocol.HttpContext;

/** What goes through a client of HTTP, by method and path: {@code PUT /v1/txn}, say. */
final class CountedRequests implements HttpRequestInterceptor {
  /** What belongs to one record, or one session, is left out. */
  private static final Pattern KIND = Pattern.compile("(/v1/(?:kv|[a-z]+/[a-z]+|[a-z]+)).*");

  private volatile Map<String, Long> counts = new ConcurrentHashMap<>();

  /** A client for as many requests at once as a kit makes. */
  CloseableHttpClient client() {
    return HttpClients.custom()
        .disableAutomaticRetries()
        .setMaxConnTotal(Connection.MOST)
        .setMaxConnPerRoute(Connection.MOST)
        .addInterceptorLast(this)
        .build();
  }

  @Override
  public void process(HttpRequest request, HttpContext context) {
    String path = KIND.matcher(request.getRequestLine().getUri()).replaceFirst("$1");
    counts.merge(request.getRequestLine().getMethod() + " " + path, 1L, Long::sum);
  }

  /** Those since the last call. */
  Map<String, Long> take() {
    Map<String, Long> taken = counts;
    counts = new ConcurrentHashMap<>();
    return new TreeMap<>(taken);
  }
}

package dev.lockstep.consul;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.http.impl.client.CloseableHttpClient;

/**
 * The way to the agent, and the threads that ask it. Renewals have threads of their own, and so
 * connections of their own: they wait for nobody else's question.
 *
 * @param timeout of one question
 * @param closing what ends with it
 */
record Connection(
    CloseableHttpClient http,
    Agent agent,
    Workers requests,
    Workers renewing,
    Workers watching,
    Duration timeout,
    Runnable closing)
    implements AutoCloseable {
  /** The most questions at once, beside renewals and blocking queries. */
  private static final int MOST_REQUESTS = 16;

  /** A kit has eight sessions at most, seldom more than one, and each is renewed now and then. */
  private static final int MOST_RENEWALS = 4;

  /** As many connections as there can be questions at once. */
  static final int MOST = MOST_REQUESTS + MOST_RENEWALS + Hints.MOST;

  /** How much longer than one may last, a question may wait for its turn. */
  private static final int TURNS = 4;

  /** Asks, when it is its turn. */
  <T> CompletionStage<T> ask(Supplier<T> question) {
    return requests.ask(timeout.multipliedBy(TURNS), question);
  }

  /** Asks at once, for sessions. */
  <T> CompletionStage<T> renew(Supplier<T> question) {
    return renewing.ask(timeout, question);
  }

  static Connection over(
      CloseableHttpClient http, Agent agent, Duration timeout, Runnable closing) {
    return new Connection(
        http,
        agent,
        new Workers("lockstep-consul-request", MOST_REQUESTS),
        new Workers("lockstep-consul-renewal", MOST_RENEWALS),
        new Workers("lockstep-consul-watch", Hints.MOST),
        timeout,
        closing);
  }

  @Override
  public void close() {
    agent.close();
    closing.run();
    requests.close();
    renewing.close();
    watching.close();
  }
}

package dev.lockstep.nats;

import dev.lockstep.conformance.BackendUnderTest;
import dev.lockstep.conformance.harness.RealServerUnderTest;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.servers.NatsServer;
import dev.lockstep.servers.Servers;
import dev.lockstep.spi.Key;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A NATS of our own. */
final class NatsUnderTest extends RealServerUnderTest {
  private static final String BUCKET = NatsSettings.BUCKET.defaultValue().orElseThrow();
  private static final String STREAM = Layout.stream(BUCKET);

  /** More than a busy machine takes for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NatsServer server;
  private final UnaryOperator<Options.Builder> login;

  NatsUnderTest() {
    this(Servers.nats().start(), options -> options);
  }

  private NatsUnderTest(NatsServer server, UnaryOperator<Options.Builder> login) {
    super(server);
    this.server = server;
    this.login = login;
  }

  @Override
  public Optional<BackendUnderTest> secured(String user, String password) {
    return Optional.of(
        new NatsUnderTest(
            Servers.nats().user(user, password).start(),
            // Not by the URL, of which jnats decodes the password twice.
            options -> options.userInfo(user.toCharArray(), password.toCharArray())));
  }

  /** With the tools of the KV: a marker in place of the record. */
  @Override
  protected boolean delete(String namespace, Key key) {
    return operator(
        (nats, streams) -> {
          boolean there = standing(streams, subject(namespace, key));
          nats.keyValue(BUCKET).delete(subject(namespace, key).substring(root().length()));
          return there;
        });
  }

  private static boolean standing(JetStreamManagement streams, String subject)
      throws IOException, JetStreamApiException {
    try {
      return !Stored.isMarker(streams.getLastMessage(STREAM, subject).getHeaders());
    } catch (JetStreamApiException absent) {
      return false;
    }
  }

  /** A record begins with the format of all that stands before its body. */
  @Override
  public boolean markUnknown(String namespace, Key key) {
    return operator(
        (nats, streams) -> {
          String subject = subject(namespace, key);
          if (!standing(streams, subject)) {
            return false;
          }
          MessageInfo record = streams.getLastMessage(STREAM, subject);
          byte[] data = record.getData();
          data[0] = '2';
          Headers headers = new Headers(record.getHeaders());
          headers.remove(Stored.EXPECTED);
          nats.jetStream()
              .publish(
                  subject,
                  headers,
                  data,
                  PublishOptions.builder().expectedLastSubjectSequence(record.getSeq()).build());
          return true;
        });
  }

  @Override
  public SortedSet<String> traces(String namespace) {
    return operator(
        (nats, streams) -> {
          String root = LeaseEngine.encoded(namespace) + ".";
          // Without markers: they go by themselves when the record's time would have been over.
          SortedSet<String> traces = new TreeSet<>(nats.keyValue(BUCKET).keys(root + ">"));
          traces.removeIf(key -> key.equals(root + "history") || key.startsWith(root + "mark."));
          String listening = Layout.hints(BUCKET) + LeaseEngine.encoded(namespace) + ".";
          if (server.subscriptions(listening) > 0) {
            traces.add("subscriptions to " + listening);
          }
          return traces;
        });
  }

  @Override
  public Set<String> namespaces() {
    return operator(
        (nats, streams) ->
            subjects(streams, root() + ">").stream()
                .map(subject -> subject.substring(root().length()))
                .map(path -> path.substring(0, path.indexOf('.')))
                .collect(Collectors.toSet()));
  }

  /** The whole bucket, with all that it was. */
  @Override
  public void flush(String namespace) {
    operator((nats, streams) -> streams.deleteStream(STREAM));
  }

  private static Set<String> subjects(JetStreamManagement streams, String filter)
      throws IOException, JetStreamApiException {
    return streams
        .getStreamInfo(STREAM, StreamInfoOptions.filterSubjects(filter))
        .getStreamState()
        .getSubjectMap()
        .keySet();
  }

  private static String root() {
    return Layout.records(BUCKET);
  }

  private static String subject(String namespace, Key key) {
    return new Layout(BUCKET, LeaseEngine.encoded(namespace)).record(key);
  }

  private interface Command<T> {
    T run(Connection nats, JetStreamManagement streams)
        throws IOException, JetStreamApiException, InterruptedException;
  }

  private <T> T operator(Command<T> command) {
    Options.Builder options =
        new Options.Builder()
            .server("nats://" + server.host() + ":" + server.port())
            .connectionTimeout(PATIENCE);
    JetStreamOptions patient = JetStreamOptions.builder().requestTimeout(PATIENCE).build();
    try (Connection nats = Nats.connect(login.apply(options).build())) {
      return command.run(nats, nats.jetStreamManagement(patient));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (JetStreamApiException refused) {
      throw new IllegalStateException(refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}

package dev.lockstep.nats;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.InvalidOptionException;
import dev.lockstep.OperationInterruptedException;
import dev.lockstep.engine.LeaseEngine;
import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Faults;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.Encoding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens stores. Blocks, at most for the connect timeout; leaves nothing behind when it fails (X1).
 */
final class NatsConnector {
  private static final int PORT = 4222;
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  /** The first release with the repairs of per-message TTLs (nats-server #7344). */
  private static final String NEEDED = "2.12.1";

  private static final long NEEDED_NUMBER = number(2, 12, 1);
  private static final Duration SHORTEST = Duration.ofMillis(25);
  private static final Duration LONGEST = Duration.ofMillis(250);

  private final AtomicConfig config;
  private final Faults faults;
  private final String bucket;
  private final long deadline;
  private final ConnectionEvents events = new ConnectionEvents();

  NatsConnector(AtomicConfig config) {
    this.config = config;
    this.faults = NatsFaults.at(config.url().endpoint());
    this.bucket = config.get(NatsSettings.BUCKET).orElseThrow();
    this.deadline = System.nanoTime() + config.connectTimeout().toNanos();
    if (!Bucket.NAME.matcher(bucket).matches()) {
      throw new InvalidOptionException(
          "bucket is " + bucket + "; it takes up to 64 letters, digits, - and _");
    }
  }

  /** A store with a connection of its own. */
  NatsStore open() {
    NatsThreads threads = new NatsThreads();
    try {
      Connection connection = connect(threads);
      return connected(connection, () -> end(connection, threads));
    } catch (RuntimeException failed) {
      threads.close();
      throw failed;
    }
  }

  /** A store by a connection that stays as it is. */
  NatsStore borrow(Connection connection) {
    connection.addConnectionListener(events);
    return connected(connection, () -> connection.removeConnectionListener(events));
  }

  private NatsStore connected(Connection connection, Runnable closing) {
    try {
      if (config.get(NatsSettings.VALIDATE_SERVER).orElse(true)) {
        requireRecent(connection.getServerInfo().getVersion());
      }
      Wire wire = new Wire(connection, config);
      Bucket kept = new Bucket(wire, config);
      StreamInfo stream = opened(kept);
      wire.reviving(kept::revive);
      Layout layout = new Layout(bucket, LeaseEngine.encoded(config.namespace()));
      Markers markers = new Markers(config.ticker());
      Subjects subjects = new Subjects(wire, layout, markers, faults.endpoint());
      TokenBase base = new TokenBase(subjects, layout, config, kept::info);
      Hints hints = new Hints(connection, layout, markers, base::read);
      events.tell(new ConnectionEvents.Concerned(wire, base, hints));
      await(base.look());
      NatsTraits traits =
          NatsTraits.of(
              stream.getConfiguration().getReplicas(),
              config.get(NatsSettings.CLOCK_SKEW).orElse(Duration.ZERO));
      return new NatsStore(
          wire,
          kept,
          layout,
          subjects,
          markers,
          base,
          hints,
          config.ticker(),
          traits,
          faults,
          closing);
    } catch (RuntimeException failed) {
      closing.run();
      throw failed;
    }
  }

  private StreamInfo opened(Bucket kept) {
    try {
      return kept.open()
          .toCompletableFuture()
          .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof NobodyAnswers) {
        // Without JetStream there is nobody to say that there is no JetStream.
        throw new BackendRefusedException(
            "NATS at "
                + faults.endpoint()
                + " answers, but JetStream does not: "
                + NatsFaults.jetStreamOff(),
            null,
            faults.endpoint(),
            failed.getCause());
      }
      throw faults.of(failed, "opening the bucket " + bucket, null);
    } catch (TimeoutException failed) {
      throw faults.of(failed, "opening the bucket " + bucket, null);
    }
  }

  private Connection connect(NatsThreads threads) {
    try {
      return connect(options(threads), threads);
    } catch (GeneralSecurityException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }

  private Connection connect(Options options, NatsThreads threads) {
    events.connectingToOne(config.url().hosts().size() == 1);
    try {
      Connection connection = Nats.connect(options);
      events.connectingToOne(false);
      if (connection.getStatus() == Connection.Status.CLOSED) {
        throw new IOException("the server hung up");
      }
      return connection;
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } catch (AuthenticationException failed) {
      throw faults.of(failed, "connecting", null);
    } catch (IOException | RuntimeException failed) { // It may run into its own end
      threads.settle();
      throw faults.of(events.trouble().orElse(failed), "connecting", null);
    }
  }

  private Options options(NatsThreads threads) throws GeneralSecurityException {
    if (config.url().hosts().isEmpty()) {
      throw new InvalidOptionException(config.url() + " names no host; NATS takes one or more");
    }
    String[] servers = config.url().hosts().stream().map(this::server).toArray(String[]::new);
    Duration operation = config.operationTimeout();
    Duration quarter = operation.dividedBy(4);
    Options.Builder options =
        new Options.Builder()
            .servers(servers)
            // jnats puts it between quotes as it is.
            .connectionName(Encoding.jsonEncode("lockstep " + config.nodeKey()))
            .connectionTimeout(config.connectTimeout().dividedBy(servers.length))
            .maxReconnects(-1)
            // What a server tells of its own address need not be reached from here.
            .ignoreDiscoveredServers()
            .reconnectDelayHandler(NatsConnector::pause)
            // What could not be sent at once must not be carried out long after it was given up.
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(0)
            // Who has another server to go to leaves one that stands still after three of these.
            .pingInterval(servers.length == 1 ? operation.multipliedBy(2) : operation.dividedBy(2))
            // jnats looks so often only for what was not answered in time.
            .requestCleanupInterval(quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter)
            .reportNoResponders()
            .connectionListener(events)
            .errorListener(events);
    new Tls(config).context().ifPresent(options::sslContext);
    NatsLogin.add(config, options);
    threads.serve(options);
    return options.build();
  }

  private String server(InetSocketAddress host) {
    String name = host.getHostString();
    return "nats://"
        + (name.indexOf(':') >= 0 ? "[" + name + "]" : name)
        + ":"
        + (host.getPort() == 0 ? PORT : host.getPort());
  }

  /** Doubles from round to round, give or take a half, so that not all kits come at once. */
  private static Duration pause(long rounds) {
    long millis = SHORTEST.toMillis() << Math.min(rounds, 10);
    long most = Math.min(millis, LONGEST.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + most / 2));
  }

  private void requireRecent(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || number(parts) < NEEDED_NUMBER) {
      throw new BackendRefusedException(
          "NATS at "
              + faults.endpoint()
              + " is version "
              + version
              + "; at least "
              + NEEDED
              + " is needed, before which records can stand after their time is over;"
              + " validate-server=false accepts that risk",
          null,
          faults.endpoint(),
          null);
    }
  }

  private static long number(Matcher parts) {
    return number(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private static long number(int major, int minor, int patch) {
    return (major * 1000L + minor) * 1000L + patch;
  }

  private <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } catch (ExecutionException | TimeoutException failed) {
      throw faults.of(failed, "connecting", null);
    }
  }

  private OperationInterruptedException interrupted() {
    Thread.currentThread().interrupt();
    return new OperationInterruptedException(
        "interrupted while connecting to NATS at " + faults.endpoint());
  }

  private static void end(Connection connection, NatsThreads threads) {
    Runnable end =
        () -> {
          try {
            connection.close();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          } finally {
            threads.close();
          }
        };
    if (NatsThreads.isOneOfThem(Thread.currentThread())) {
      Thread ending = new Thread(end, "lockstep-nats-close");
      ending.setDaemon(true);
      ending.start();
    } else {
      Uninterrupted.run(end);
    }
  }
}

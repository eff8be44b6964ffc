package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.spi.AtomicConfig;
import dev.lockstep.spi.Setting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static final Setting<Integer> DATABASE =
      Setting.of("database", Integer.class, 0, "Number of the database.");
  private static final Setting<Boolean> TLS_CHECK =
      Setting.of("tls-check", Boolean.class, true, "Whether certificates are checked.");
  private static final Setting<String> SENTINEL_PASSWORD =
      new Setting<>(
          "sentinel-password", String.class, Optional.empty(), "Password of Sentinel.", true);
  private static final Setting<Long> SECRET_NUMBER =
      new Setting<>("secret-number", Long.class, Optional.empty(), "A secret number.", true);
  private static final String URL = "redis://h1:6379";

  private final FakeProvider redis =
      new FakeProvider(
          "redis",
          Set.of("redis", "rediss"),
          DATABASE,
          TLS_CHECK,
          SENTINEL_PASSWORD,
          SECRET_NUMBER);
  private final FakeProvider memory = new FakeProvider("memory", Set.of("memory"));

  private Map<String, String> properties = Map.of();
  private Map<String, String> environment = Map.of();
  private Map<String, String> file = Map.of();

  private Connector connector() {
    return new Connector(
        new Surroundings(properties, environment, file),
        new Adapters(List.of(memory, redis), List.of()));
  }

  private AtomicConfig redisWith(KitOptions options) {
    connector().connect(options).close();
    return redis.config();
  }

  private AtomicConfig redisWith(String url) {
    return redisWith(KitOptions.of(url));
  }

  private AtomicConfig memoryAround() {
    connector().connect(KitOptions.fromEnvironment()).close();
    return memory.config();
  }

  private String errorOf(KitOptions options) {
    InvalidOptionException error =
        catchThrowableOfType(
            InvalidOptionException.class, () -> connector().connect(options).close());
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).isNotNull().doesNotContain("\n");
    return String.valueOf(error.getMessage());
  }

  private String errorOf(String url) {
    return errorOf(KitOptions.of(url));
  }

  private String errorAround() {
    return errorOf(KitOptions.fromEnvironment());
  }

  @Test
  void defaultsAreThoseOfTheSpecification() {
    AtomicConfig config = redisWith(URL);

    assertThat(config.namespace()).isEqualTo("lockstep");
    assertThat(config.nodeKey()).matches(".+-" + ProcessHandle.current().pid() + "-[0-9a-f]{8}");
    assertThat(config.operationTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.lockDefaults().toString()).isEqualTo(LockOptions.defaults().toString());
    assertThat(config.get(DATABASE)).contains(0);
    assertThat(config.get(TLS_CHECK)).contains(true);
    assertThat(config.get(SENTINEL_PASSWORD)).isEmpty();
    assertThat(((KitConfig) config).idNumbers()).isEqualTo(1);
  }

  @Test
  void everySettingStandsInTheUrl() {
    AtomicConfig config =
        redisWith(
            URL
                + "?namespace=shop&node-key=n1&operation-timeout=500ms&connect-timeout=3s&id-numbers=4"
                + "&lock-ttl=15s&lock-retry-interval=1s&lock-max-wait=2m&database=3&tls-check=false"
                + "&sentinel-password=a%20b");

    assertThat(config.namespace()).isEqualTo("shop");
    assertThat(config.nodeKey()).isEqualTo("n1");
    assertThat(config.operationTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(((KitConfig) config).idNumbers()).isEqualTo(4);
    assertThat(config.lockDefaults().ttl()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.lockDefaults().retryInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.lockDefaults().maxWait()).contains(Duration.ofMinutes(2));
    assertThat(config.get(DATABASE)).contains(3);
    assertThat(config.get(TLS_CHECK)).contains(false);
    assertThat(config.get(SENTINEL_PASSWORD)).contains("a b");
  }

  @Test
  void methodsWinOverTheUrlAndTheUrlOverAllAround() {
    properties = Map.of("lockstep.namespace", "of-properties", "lockstep.redis.database", "7");

    AtomicConfig ofUrl = redisWith(URL + "?namespace=of-url&database=5");
    assertThat(ofUrl.namespace()).isEqualTo("of-url");
    assertThat(ofUrl.get(DATABASE)).contains(5);

    AtomicConfig ofCode =
        redisWith(
            KitOptions.of(URL + "?namespace=of-url&database=5&lock-ttl=5s")
                .namespace("of-code")
                .nodeKey("n2")
                .operationTimeout(Duration.ofSeconds(1))
                .connectTimeout(Duration.ofSeconds(4))
                .idNumbers(2)
                .lockDefaults(LockOptions.defaults().ttl(Duration.ofSeconds(9)))
                .setting("database", "6"));
    assertThat(ofCode.namespace()).isEqualTo("of-code");
    assertThat(ofCode.nodeKey()).isEqualTo("n2");
    assertThat(ofCode.operationTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(ofCode.connectTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(((KitConfig) ofCode).idNumbers()).isEqualTo(2);
    assertThat(ofCode.lockDefaults().ttl()).isEqualTo(Duration.ofSeconds(9));
    assertThat(ofCode.get(DATABASE)).contains(6);
  }

  @Test
  void propertiesWinOverEnvironmentAndThatOverTheFile() {
    file =
        Map.of(
            "lockstep.backend", "redis",
            "lockstep.redis.hosts", "h9:1",
            "lockstep.namespace", "f",
            "lockstep.node-key", "f",
            "lockstep.redis.database", "1");
    environment =
        Map.of(
            "LOCKSTEP_NAMESPACE", "e",
            "LOCKSTEP_NODE_KEY", "e",
            "LOCKSTEP_REDIS_TLS_CHECK", "false",
            "PATH", "/bin");
    properties = Map.of("lockstep.namespace", "p", "java.version", "17");

    AtomicConfig config = redisWith(KitOptions.fromEnvironment());

    assertThat(config.namespace()).isEqualTo("p");
    assertThat(config.nodeKey()).isEqualTo("e");
    assertThat(config.get(DATABASE)).contains(1);
    assertThat(config.get(TLS_CHECK)).contains(false);
    assertThat(config.url().endpoint()).isEqualTo("h9:1");
  }

  @Test
  void theParametersOfAUrlAroundCountAsItsPlace() {
    environment = Map.of("LOCKSTEP_URL", URL + "?namespace=u&node-key=u", "LOCKSTEP_NODE_KEY", "e");
    properties = Map.of("lockstep.namespace", "p");

    AtomicConfig config = redisWith(KitOptions.fromEnvironment());

    assertThat(config.namespace()).isEqualTo("p");
    assertThat(config.nodeKey()).isEqualTo("u");
  }

  @Test
  void aBackendIsChosenByNameWithItsAddress() {
    properties =
        Map.of(
            "lockstep.backend", "redis",
            "lockstep.redis.hosts", "h1:6379, [::1]:6380",
            "lockstep.redis.user", "u",
            "lockstep.redis.password", "p:@/?",
            "lockstep.redis.path", "2");

    AtomicConfig config = redisWith(KitOptions.fromEnvironment());

    assertThat(config.url().scheme()).isEqualTo("redis");
    assertThat(config.url().hosts())
        .containsExactly(
            InetSocketAddress.createUnresolved("h1", 6379),
            InetSocketAddress.createUnresolved("::1", 6380));
    assertThat(config.url().user()).contains("u");
    assertThat(config.url().password()).contains("p:@/?");
    assertThat(config.url().path()).isEqualTo("2");
  }

  @Test
  void aPasswordAroundFillsTheGapOfAUrlInCode() {
    environment = Map.of("LOCKSTEP_REDIS_PASSWORD", "pw", "LOCKSTEP_REDIS_HOSTS", "other:1");

    AtomicConfig config = redisWith(URL);

    assertThat(config.url().password()).contains("pw");
    assertThat(config.url().endpoint()).isEqualTo("h1:6379");
  }

  @Test
  void memoryNeedsNoHosts() {
    environment = Map.of("LOCKSTEP_BACKEND", "memory", "LOCKSTEP_MEMORY_PATH", "m");

    assertThat(memoryAround().url().toString()).isEqualTo("memory:m");
  }

  @Test
  void x3_urlAndBackendMayBothStandAroundIfTheyAgree() {
    environment = Map.of("LOCKSTEP_BACKEND", "redis", "LOCKSTEP_URL", "rediss://h1");

    assertThat(redisWith(KitOptions.fromEnvironment()).url().scheme()).isEqualTo("rediss");
  }

  @Test
  void x3_urlAndBackendThatDisagree() {
    environment = Map.of("LOCKSTEP_BACKEND", "memory");
    file = Map.of("lockstep.url", URL);

    assertThat(errorAround())
        .isEqualTo(
            "lockstep.url (redis) and LOCKSTEP_BACKEND (memory) disagree; give only one of them");
  }

  @Test
  void x3_urlAndAddressThatDisagree() {
    environment = Map.of("LOCKSTEP_URL", URL, "LOCKSTEP_REDIS_HOSTS", "h2:6379");

    assertThat(errorAround())
        .isEqualTo(
            "the URL and the setting hosts of redis (given in the environment as"
                + " LOCKSTEP_REDIS_HOSTS) disagree; give only one of them");
  }

  @Test
  void x3_nothingChosen() {
    assertThat(errorAround())
        .startsWith("no backend is chosen; give a URL such as redis://127.0.0.1:6379");
  }

  @Test
  void x3_nothingChosenBecauseOfAMisspeltName() {
    environment = Map.of("LOCKSTEP_ULR", URL);

    assertThat(errorAround())
        .startsWith(
            "unknown setting 'LOCKSTEP_ULR' in the environment; did you mean 'LOCKSTEP_URL'?");
  }

  @Test
  void x3_unknownParameterOfTheUrl() {
    assertThat(errorOf(URL + "?namespce=shop"))
        .isEqualTo(
            "unknown setting 'namespce' in the URL; did you mean 'namespace'? known:"
                + " connect-timeout, database, id-numbers, lock-max-wait, lock-retry-interval,"
                + " lock-ttl, namespace, node-key, operation-timeout, secret-number,"
                + " sentinel-password, tls-check");
  }

  @Test
  void x3_unknownSettingInCode() {
    assertThat(errorOf(KitOptions.of(URL).setting("databse", "1")))
        .startsWith("unknown setting 'databse' in code; did you mean 'database'? known: ")
        .contains("hosts");
  }

  @Test
  void x3_unknownSystemProperty() {
    properties = Map.of("lockstep.redis.databse", "1");

    assertThat(errorOf(URL))
        .startsWith(
            "unknown setting 'lockstep.redis.databse' in the system properties; did you mean"
                + " 'lockstep.redis.database'? known: lockstep.backend,");
  }

  @Test
  void x3_unknownVariable() {
    environment = Map.of("LOCKSTEP_QWERTZUIOP", "1");

    assertThat(errorOf(URL))
        .startsWith(
            "unknown setting 'LOCKSTEP_QWERTZUIOP' in the environment; known: LOCKSTEP_BACKEND,");
  }

  @Test
  void x3_unknownNameInTheFile() {
    file = Map.of("namespace", "shop");

    assertThat(errorOf(URL))
        .startsWith(
            "unknown setting 'namespace' in lockstep.properties; did you mean"
                + " 'lockstep.namespace'? known: lockstep.backend,");
  }

  @Test
  void settingsOfBackendsThatAreNotChosenMayLieAround() {
    properties = Map.of("lockstep.etcd.anything", "1", "lockstep.memory.path", "x");
    environment = Map.of("LOCKSTEP_NATS_ANYTHING", "1", "LOCKSTEP_ZOOKEEPER_X", "1");
    file = Map.of("lockstep.consul.anything", "1");

    assertThat(redisWith(URL).namespace()).isEqualTo("lockstep");
  }

  /** It would be found only on the day on which that backend is chosen. */
  @Test
  void x3_misspeltSettingOfABackendThatIsNotChosen() {
    file = Map.of("lockstep.redis.pasword", "s3cret");
    assertThat(errorOf("memory:"))
        .startsWith(
            "unknown setting 'lockstep.redis.pasword' in lockstep.properties; did you mean"
                + " 'lockstep.redis.password'? known: lockstep.redis.database,")
        .doesNotContain("s3cret");
    file = Map.of("lockstep.redis.password", "s3cret", "lockstep.redis.hosts", "h1");
    connector().connect(KitOptions.of("memory:")).close();
  }

  @Test
  void x3_memoryHasAPathAndNoHosts() {
    environment = Map.of("LOCKSTEP_BACKEND", "memory", "LOCKSTEP_MEMORY_PATH", "shop");
    assertThat(memoryAround().url().path()).isEqualTo("shop");
    environment = Map.of("LOCKSTEP_BACKEND", "memory", "LOCKSTEP_MEMORY_HOSTS", "h1");
    assertThat(errorAround())
        .startsWith("unknown setting 'LOCKSTEP_MEMORY_HOSTS'")
        .contains("known: LOCKSTEP_BACKEND", "LOCKSTEP_MEMORY_PATH")
        .doesNotContain("LOCKSTEP_MEMORY_PASSWORD", "LOCKSTEP_MEMORY_USER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCKSTEP_TOKEN",
        "LOCKSTEP_LOCK",
        "LOCKSTEP_EXPIRES",
        "LOCKSTEP_CACHE",
        "LOCKSTEP_TEST_SEED"
      })
  void variablesOfCommandsAndToolsAreNoSettings(String name) {
    environment = Map.of(name, "x");

    assertThat(redisWith(URL).namespace()).isEqualTo("lockstep");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operation-timeout=abc|setting operation-timeout of redis: 'abc' is not a duration such as 500ms, 15s or 2m (given in the URL as operation-timeout)",
        "operation-timeout=0s|operation-timeout must be more than zero, but is 0s (given in the URL as operation-timeout)",
        "lock-max-wait=-1s|lock-max-wait must not be negative, but is -1s (given in the URL as lock-max-wait)",
        "database=1.5|setting database of redis: '1.5' is not a whole number (given in the URL as database)",
        "id-numbers=99999999999|setting id-numbers of redis: '99999999999' is not a whole number (given in the URL as id-numbers)",
        "id-numbers=0|id-numbers must be from 1 to 1024, but is 0 (given in the URL as id-numbers)",
        "tls-check=yes|setting tls-check of redis: 'yes' is not true or false (given in the URL as tls-check)",
        "namespace=|the namespace is empty; give it a name (given in the URL as namespace)",
        "secret-number=s3cret|setting secret-number of redis: the value, which is not shown, is not a whole number (given in the URL as secret-number)",
        "database=1&database=2|setting 'database' is given twice in the URL; keep one"
      })
  void x3_wrongValues(String query, String message) {
    assertThat(errorOf(URL + "?" + query)).isEqualTo(message);
  }

  @Test
  void k2_theEmptyNamespaceIsRefusedInCode() {
    assertThat(
            catchThrowableOfType(
                InvalidOptionException.class, () -> KitOptions.of(URL).namespace("")))
        .hasMessageContaining("empty");
  }

  @Test
  void x3_unknownBackends() {
    assertThat(errorOf("redsi://h1"))
        .isEqualTo(
            "unknown backend 'redsi'; did you mean 'redis'? adapters on the class path serve:"
                + " memory, redis, rediss");
    assertThat(errorOf("etcd://h1"))
        .isEqualTo(
            "no adapter for 'etcd' on the class path; add dev.lockstep:lockstep-adapter-etcd");
    assertThat(errorOf("nats://h1")).endsWith("add dev.lockstep:lockstep-adapter-nats-kv");
    properties = Map.of("lockstep.backend", "memroy");
    assertThat(errorAround())
        .isEqualTo(
            "unknown backend 'memroy'; did you mean 'memory'? adapters on the class path serve:"
                + " memory, redis");
  }

  @Test
  void x3_anAdapterThatCannotBeLoadedIsNamed() {
    Connector connector =
        new Connector(
            new Surroundings(Map.of(), Map.of(), Map.of()),
            new Adapters(List.of(), List.of("Provider a.B could not be instantiated")));

    assertThat(
            catchThrowableOfType(
                InvalidOptionException.class, () -> connector.connect(KitOptions.of(URL)).close()))
        .hasMessageEndingWith("not loadable: Provider a.B could not be instantiated");
  }

  @Test
  void x3_twoAdaptersForOneScheme() {
    FakeProvider other = new FakeProvider("other", Set.of("redis")) {};
    Connector connector =
        new Connector(
            new Surroundings(Map.of(), Map.of(), Map.of()),
            new Adapters(List.of(redis, other), List.of()));

    assertThat(
            catchThrowableOfType(
                InvalidOptionException.class, () -> connector.connect(KitOptions.of(URL)).close()))
        .hasMessageContaining(FakeProvider.class.getName() + " and " + other.getClass().getName());
  }

  @Test
  void x3_aNetworkBackendNeedsHostsAndMemoryHasNone() {
    assertThat(errorOf("redis://"))
        .isEqualTo("the URL names no host; a URL of redis is redis://host:port,host:port");
    assertThat(errorOf("memory://name")).contains("memory: or memory:name");
    properties = Map.of("lockstep.backend", "redis");
    assertThat(errorAround()).startsWith("no host is given for redis; set lockstep.redis.hosts");
  }

  @Test
  void x6_noSecretInMessagesOrTexts() {
    String secret = "s3cr3t";
    environment = Map.of("LOCKSTEP_BACKEND", "redis://u:" + secret + "@h1");
    assertThat(errorAround()).doesNotContain(secret).contains("LOCKSTEP_URL");
    environment = Map.of("LOCKSTEP_URL", "redis://u:x@h1", "LOCKSTEP_REDIS_PASSWORD", secret);
    assertThat(errorAround()).doesNotContain(secret).contains("disagree");
    environment = Map.of("LOCKSTEP_BACKEND", "redis", "LOCKSTEP_REDIS_HOSTS", "u:" + secret + "@h");
    assertThat(errorAround()).doesNotContain(secret).contains("hosts");
    environment = Map.of();
    file = Map.of(secret + "!", "x");
    assertThat(errorOf(URL)).doesNotContain(secret).contains("in lockstep.properties");
    file = Map.of();

    KitOptions options =
        KitOptions.of("redis://u:" + secret + "@h1?sentinel-password=" + secret)
            .setting("sentinel-password", secret);
    assertThat(options.toString())
        .isEqualTo("KitOptions[url=redis://h1, settings=[sentinel-password]]");
    AtomicConfig config = redisWith(options);
    assertThat(config.toString() + config.url()).doesNotContain(secret);
    assertThat(config.get(SENTINEL_PASSWORD)).contains(secret);
  }
}

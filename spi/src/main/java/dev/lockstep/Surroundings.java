package dev.lockstep;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the code and may hold settings.
 *
 * @param properties system properties
 * @param environment environment variables
 * @param file the contents of lockstep.properties
 */
record Surroundings(
    Map<String, String> properties, Map<String, String> environment, Map<String, String> file) {
  static final String FILE_NAME = "lockstep.properties";

  Surroundings {
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
    file = Map.copyOf(file);
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        texts(System.getProperties()), System.getenv(), readFile(Path.of(FILE_NAME)));
  }

  /** From the strongest to the weakest. */
  List<Layer> layers() {
    return List.of(
        new Layer(Place.PROPERTIES, properties),
        new Layer(Place.ENVIRONMENT, environment),
        new Layer(Place.FILE, file));
  }

  /** The file in the working directory, else at the class path's root, else nothing. */
  static Map<String, String> readFile(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        try (InputStream stream = Files.newInputStream(path)) {
          return read(stream);
        }
      }
      URL resource = onClassPath();
      if (resource == null) {
        return Map.of();
      }
      try (InputStream stream = resource.openStream()) {
        return read(stream);
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      // Not as the cause: a parser's message may quote the line, and the line may be a password.
      throw new InvalidOptionException(
          FILE_NAME
              + " cannot be read ("
              + unreadable.getClass().getSimpleName()
              + "); it must be a readable properties file in UTF-8");
    }
  }

  private static @Nullable URL onClassPath() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    URL found = context == null ? null : context.getResource(FILE_NAME);
    return found == null ? Surroundings.class.getResource("/" + FILE_NAME) : found;
  }

  private static Map<String, String> read(InputStream stream) throws IOException {
    Properties properties = new Properties();
    properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    return texts(properties);
  }

  private static Map<String, String> texts(Properties properties) {
    Map<String, String> texts = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      texts.put(name, properties.getProperty(name, ""));
    }
    return texts;
  }

  /** Hides everything, since any value may be a secret (X6). */
  @Override
  public String toString() {
    return "Surroundings[]";
  }
}

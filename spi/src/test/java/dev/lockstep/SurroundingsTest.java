package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SurroundingsTest {
  @Test
  void readsTheFileOfTheWorkingDirectoryInUtf8(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("lockstep.properties");
    Files.writeString(file, "# comment\nlockstep.namespace = ключ\n");

    assertThat(Surroundings.readFile(file)).isEqualTo(Map.of("lockstep.namespace", "ключ"));
  }

  @Test
  void withoutAFileThereAreNoSettings(@TempDir Path directory) {
    assertThat(Surroundings.readFile(directory.resolve("lockstep.properties"))).isEmpty();
  }

  @Test
  void elseReadsTheFileAtTheRootOfTheClassPath(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("lockstep.properties"), "lockstep.url=memory:");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (java.net.URLClassLoader loader =
        new java.net.URLClassLoader(new java.net.URL[] {directory.toUri().toURL()}, null)) {
      Thread.currentThread().setContextClassLoader(loader);

      assertThat(Surroundings.readFile(directory.resolve("absent")))
          .isEqualTo(Map.of("lockstep.url", "memory:"));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void x6_aMalformedFileIsNotQuoted(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("lockstep.properties");
    Files.writeString(file, "lockstep.redis.password=s3cr3t\\uXYZ\n");

    assertThatThrownBy(() -> Surroundings.readFile(file))
        .isInstanceOf(InvalidOptionException.class)
        .hasNoCause()
        .hasMessageContaining("lockstep.properties cannot be read")
        .satisfies(
            error -> assertThat(String.valueOf(error.getMessage())).doesNotContain("s3cr3t"));
  }

  @Test
  void x6_textsHideValues() {
    Surroundings around = new Surroundings(Map.of(), Map.of("LOCKSTEP_URL", "s3cr3t"), Map.of());

    assertThat(around + " " + around.layers()).doesNotContain("s3cr3t");
    assertThat(around.layers().get(1).find("url").orElseThrow().toString())
        .doesNotContain("s3cr3t");
  }
}

package dev.lockstep.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectCacheTest {
  @TempDir Path home;

  @Test
  void theVariableComesFirst() {
    assertThat(ProjectCache.directory(Map.of("LOCKSTEP_CACHE", "there"), home, home))
        .isEqualTo(home.resolve("there"));
  }

  @Test
  void theProjectAboveTheWorkingDirectoryComesNext() throws IOException {
    Path project = Files.createDirectory(home.resolve("project"));
    Files.createFile(project.resolve("lockstep"));
    Path module = Files.createDirectories(project.resolve("a/b"));
    assertThat(ProjectCache.directory(Map.of("XDG_CACHE_HOME", "/x"), module, home))
        .isEqualTo(project.resolve(".cache"));
  }

  @Test
  void theUsersCacheComesLast() throws IOException {
    Path module = Files.createDirectories(home.resolve("a"));
    Files.createFile(module.resolve("pom.xml"));
    assertThat(ProjectCache.directory(Map.of("XDG_CACHE_HOME", "/x"), module, home))
        .isEqualTo(Path.of("/x/lockstep"));
    assertThat(ProjectCache.directory(Map.of(), module, home))
        .isEqualTo(home.resolve(".cache/lockstep"));
  }
}

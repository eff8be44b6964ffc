package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documentation of what users compile against has no warning, and nothing is left out. */
class ApiDocumentationTest {
  private static final Path ROOT = Path.of("..");

  @TempDir private Path pages = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "spi, dev/lockstep",
    "spi, dev/lockstep/spi",
    "conformance-tests, dev/lockstep/conformance/harness"
  })
  void itIsComplete(String module, String folder) throws IOException {
    Path root = ROOT.resolve(module).resolve("src/main/java");
    List<Path> sources;
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager manager = javadoc.getStandardFileManager(null, null, null)) {
      boolean made =
          javadoc
              .getTask(
                  complaints,
                  manager,
                  null,
                  null,
                  options(root),
                  manager.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(made).as("javadoc of %s: %s", folder, complaints).isTrue();
    }
    assertThat(complaints.toString()).as("javadoc of %s", folder).isEmpty();
  }

  private List<String> options(Path root) {
    List<String> options =
        new ArrayList<>(List.of("-d", pages.toString(), "-Xdoclint:all", "-Werror", "-quiet"));
    // Comments are inherited from sources; but those of a module would be compiled as one.
    if (!Files.exists(root.resolve("module-info.java"))) {
      options.addAll(List.of("-sourcepath", root.toString()));
    }
    return options;
  }
}

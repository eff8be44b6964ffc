package dev.example.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of this repository and the fenced blocks in them. */
final class Documents {
  static final Path ROOT = Path.of("../..");

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(\\w*)(?: +(\\S.*?))? *\\n(.*?)^```$");

  private Documents() {}

  /**
   * A fenced block.
   *
   * @param language the first word behind the fence, may be empty
   * @param name what stands behind the language, may be empty
   */
  record Block(Path document, String language, String name, String content) {
    @Override
    public String toString() {
      return document.getFileName() + ": " + language + " " + name;
    }
  }

  static List<Path> all() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .forEach(documents::add);
    }
    return documents;
  }

  static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path document : all()) {
      Matcher block = BLOCK.matcher(Files.readString(document));
      while (block.find()) {
        String name = block.group(2) == null ? "" : block.group(2);
        blocks.add(new Block(document, block.group(1), name, block.group(3)));
      }
    }
    return blocks.stream().filter(block -> block.language().equals(language)).toList();
  }
}

package dev.example.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of this module, and what they print. */
final class Programs {
  private static final Path SOURCES = Path.of("src/main/java/dev/example/programs");

  /** Tokens and identifiers, and a number that was drawn. */
  private static final Pattern VARIABLE = Pattern.compile("\\d{10,}|(?<=has number )\\d+");

  private Programs() {}

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
          .map(name -> name.replace(".java", ""))
          .sorted()
          .toList();
    }
  }

  /** Runs it to its end in this JVM, whose standard output nobody else writes to meanwhile. */
  static List<String> outputOf(String program, String... arguments) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Class.forName(Programs.class.getPackageName() + "." + program)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return masked(printed.toString(StandardCharsets.UTF_8));
  }

  /** The lines without what differs from run to run. */
  static List<String> masked(String text) {
    return VARIABLE.matcher(text).replaceAll("#").lines().toList();
  }
}

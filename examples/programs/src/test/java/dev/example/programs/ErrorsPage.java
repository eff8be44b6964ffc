package dev.example.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages in docs/errors.md, under the heading of their code. */
final class ErrorsPage {
  private static final Pattern HEADING = Pattern.compile("### (\\d{5}) .*");
  private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| `(.+)` \\|");

  private ErrorsPage() {}

  /** One row. */
  record Message(int code, String situation, String text) {}

  static List<Message> messages() throws IOException {
    List<Message> messages = new ArrayList<>();
    int code = 0;
    for (String line : Files.readAllLines(Documents.ROOT.resolve("docs/errors.md"))) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) {
        code = Integer.parseInt(heading.group(1));
      } else if (line.startsWith("## ")) {
        code = 0;
      } else if (code != 0 && row.matches()) {
        messages.add(new Message(code, row.group(1), row.group(2)));
      }
    }
    return messages;
  }
}

package dev.lockstep.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients ask a Redis, as the server itself tells it: each command that came over a
 * connection, whatever its name; none that a script called, and none of ours. Redis leaves out
 * {@code AUTH} and what only administrators may. Not thread-safe.
 */
public final class CommandLog implements AutoCloseable {
  /** Time, database, who asked, name, words. */
  private static final Pattern COMMAND =
      Pattern.compile("\\S+ \\[\\d+ (\\S+)] \"([^\"]*)\"(.*)", Pattern.DOTALL);

  private final RedisWire asking;
  private final RedisWire listening;
  private final Consumer<String> own;

  /**
   * A log from now on.
   *
   * @param asking a connection of its own
   * @param listening another one
   * @param own told of each command of ours
   */
  CommandLog(RedisWire asking, RedisWire listening, Consumer<String> own) throws IOException {
    this.asking = asking;
    this.listening = listening;
    this.own = own;
    listening.call("MONITOR");
    own.accept("MONITOR");
  }

  /**
   * The names of the commands that came since this log was opened or asked last, in lower case, in
   * their order. Blocks until the server has told all of them.
   *
   * @throws ServerFailed if the server does not answer for five seconds
   */
  public List<String> take() {
    try {
      String mark = UUID.randomUUID().toString();
      asking.call("ECHO", mark);
      own.accept("ECHO");
      List<String> names = new ArrayList<>();
      while (true) {
        Matcher command = COMMAND.matcher(listening.next());
        if (!command.matches()) {
          throw new IOException("Redis tells of a command in a form that is not known");
        }
        if (command.group(3).contains(mark)) {
          return names;
        }
        if (!command.group(1).equals("lua")) {
          names.add(command.group(2).toLowerCase(Locale.ROOT));
        }
      }
    } catch (IOException e) {
      throw new ServerFailed("Redis does not tell what it was asked: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Sockets.close(asking::close);
    Sockets.close(listening::close);
  }
}

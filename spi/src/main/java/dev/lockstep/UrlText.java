package dev.lockstep;

import dev.lockstep.spi.BackendUrl;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as it was given, read. No error echoes any part but the scheme and the name of a parameter,
 * since a malformed URL may hold a password anywhere (X6).
 *
 * @param url the address
 * @param query the parameters
 */
record UrlText(BackendUrl url, Map<String, String> query) {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  static UrlText parse(String text) {
    Matcher parts = SCHEME.matcher(text);
    if (!parts.matches()) {
      throw malformed("it begins with no scheme");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String rest = parts.group(2);
    if (rest.indexOf('#') >= 0) {
      throw malformed("it holds a '#', which is written %23");
    }
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    Map<String, String> query = query(question < 0 ? "" : rest.substring(question + 1));
    if (!address.startsWith("//")) {
      requireNoAt(address);
      return new UrlText(
          new BackendUrl(scheme, List.of(), decode(address), Optional.empty(), Optional.empty()),
          query);
    }
    int slash = address.indexOf('/', 2);
    String authority = slash < 0 ? address.substring(2) : address.substring(2, slash);
    String path = slash < 0 ? "" : address.substring(slash + 1);
    requireNoAt(path);
    return new UrlText(withAuthority(scheme, authority, decode(path)), query);
  }

  /** The address for people: without user, password and parameters, whatever the text is. */
  static String withoutSecrets(String text) {
    try {
      return parse(text).url().toString();
    } catch (InvalidOptionException malformed) {
      return "(malformed)";
    }
  }

  private static BackendUrl withAuthority(String scheme, String authority, String path) {
    int at = authority.lastIndexOf('@');
    if (at != authority.indexOf('@')) {
      throw malformed("it holds more than one '@'; within user and password it is written %40");
    }
    String login = at < 0 ? "" : authority.substring(0, at);
    int colon = login.indexOf(':');
    String user = decode(colon < 0 ? login : login.substring(0, colon));
    Optional<String> password =
        colon < 0 ? Optional.empty() : Optional.of(decode(login.substring(colon + 1)));
    String hosts = authority.substring(at + 1);
    return new BackendUrl(
        scheme,
        hosts.isEmpty() ? List.of() : hosts(hosts),
        path,
        user.isEmpty() ? Optional.empty() : Optional.of(user),
        password);
  }

  private static List<InetSocketAddress> hosts(String text) {
    try {
      return HostText.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw malformed(String.valueOf(wrong.getMessage()));
    }
  }

  private static Map<String, String> query(String text) {
    // A raw '@' here is most likely that of a login whose password holds a '?'.
    requireNoAt(text);
    Map<String, String> query = new LinkedHashMap<>();
    for (String part : text.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : decode(part.substring(0, equals));
      if (!NAME.matcher(name).matches()) {
        throw malformed("its parameters are not of the form name=value&name=value");
      }
      if (query.put(name, decode(part.substring(equals + 1))) != null) {
        throw new InvalidOptionException(
            "setting '" + name + "' is given twice in the URL; keep one");
      }
    }
    return query;
  }

  private static void requireNoAt(String text) {
    if (text.indexOf('@') >= 0) {
      throw malformed(
          "an '@' stands after the hosts; write '@' as %40, and in user and password also '/' as %2F and '?' as %3F");
    }
  }

  private static String decode(String text) {
    return PercentEncoding.decode(text)
        .orElseThrow(
            () ->
                malformed(
                    "a '%' is not followed by two hexadecimal digits of UTF-8; write '%' as %25"));
  }

  private static InvalidOptionException malformed(String why) {
    return new InvalidOptionException(
        "the URL is malformed: "
            + why
            + "; expected is a form such as redis://user:password@host:6379,host:6380/path?namespace=shop or memory:name");
  }

  /** Hides credentials and parameters (X6). */
  @Override
  public String toString() {
    return url.toString();
  }
}

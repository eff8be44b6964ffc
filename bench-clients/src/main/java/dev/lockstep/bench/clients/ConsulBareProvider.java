package dev.lockstep.bench.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lockstep.bench.Bare;
import dev.lockstep.bench.BareProvider;
import dev.lockstep.bench.BareTarget;
import dev.lockstep.bench.Framing;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.impl.client.CloseableHttpClient;

/** consul-api alone. */
public final class ConsulBareProvider implements BareProvider {
  /** For the service loader. */
  public ConsulBareProvider() {}

  @Override
  public String backend() {
    return "consul";
  }

  @Override
  public Optional<Framing> framing() {
    return Optional.of(new Http1());
  }

  @Override
  public Bare open(BareTarget target) {
    return new ConsulBare(target, target.lent(CloseableHttpClient.class));
  }

  /** Lines, an empty one, and as many bytes as a line said. */
  static final class Http1 implements Framing {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
    private static final String BLANK = "\r\n\r\n";

    @Override
    public int length(ByteBuffer bytes) {
      String text = ISO_8859_1.decode(bytes).toString();
      if (text.charAt(0) < 'A' || text.charAt(0) > 'Z') {
        throw new IllegalArgumentException("no HTTP");
      }
      int end = text.indexOf(BLANK);
      if (end < 0) {
        return 0;
      }
      Matcher length = LENGTH.matcher(text.substring(0, end));
      return end + BLANK.length() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    }

    @Override
    public boolean isRequest(ByteBuffer frame) {
      return true;
    }
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.spi.BackendUrl;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlTextTest {
  @Test
  void readsEveryPart() {
    UrlText text =
        UrlText.parse("REDIS://us%40er:p%3Aw%2F+@h1:6379,h2,[fe80::1]:6380/a/b?x=y&z=%20");
    BackendUrl url = text.url();

    assertThat(url.scheme()).isEqualTo("redis");
    assertThat(url.user()).contains("us@er");
    assertThat(url.password()).contains("p:w/+");
    assertThat(url.hosts())
        .containsExactly(
            InetSocketAddress.createUnresolved("h1", 6379),
            InetSocketAddress.createUnresolved("h2", 0),
            InetSocketAddress.createUnresolved("fe80::1", 6380));
    assertThat(url.path()).isEqualTo("a/b");
    assertThat(text.query()).isEqualTo(Map.of("x", "y", "z", " "));
    assertThat(text).hasToString("redis://h1:6379,h2,[fe80::1]:6380/a/b");
  }

  @Test
  void readsPartsOfALogin() {
    assertThat(UrlText.parse("redis://:pw@h").url().user()).isEmpty();
    assertThat(UrlText.parse("redis://:pw@h").url().password()).contains("pw");
    assertThat(UrlText.parse("redis://u@h").url().user()).contains("u");
    assertThat(UrlText.parse("redis://u@h").url().password()).isEmpty();
    assertThat(UrlText.parse("redis://u:@h").url().password()).contains("");
  }

  @Test
  void readsMemory() {
    assertThat(UrlText.parse("memory:").url().path()).isEmpty();
    assertThat(UrlText.parse("memory:a%20b?namespace=n").url().path()).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cr3t@host",
        "//u:s3cr3t@host",
        "u:s3cr3t@host:6379",
        "redis:u:s3cr3t@host",
        "redis://u:s3cr3t",
        "redis://u:s3cr3t@host:port",
        "redis://u:s3cr3t@host:0",
        "redis://u:s3cr3t@host:65536",
        "redis://u:s3cr3t@",
        "redis://u:s3cr3t@[::1",
        "redis://u:s3cr3t@::1",
        "redis://u:s3cr3t@h1,,h2",
        "redis://u:s3cr3t@ho st",
        "redis://u:s3cr3t%zz@host",
        "redis://u:s3cr3t%e4@host",
        "redis://u:s3cr3t%4@host",
        "redis://u:s3cr3t@x@host",
        "redis://u:1/s3cr3t@host",
        "redis://u:1?s3cr3t@host",
        "redis://u:1?x=s3cr3t@host",
        "redis://u:1#s3cr3t@host",
        "redis://host?s3cr3t",
        "redis://host?=s3cr3t",
        "redis://host?s3cr3t%zz=1",
        "redis://host?x=%s3cr3t",
        "redis://host?a!b=s3cr3t"
      })
  void x6_aMalformedUrlIsRefusedAndNotEchoed(String text) {
    InvalidOptionException error =
        catchThrowableOfType(
            InvalidOptionException.class,
            () -> {
              BackendUrl url = UrlText.parse(text).url();
              // Whether a scheme needs hosts is for the adapter's address to say.
              if (url.hosts().isEmpty()) {
                throw new InvalidOptionException("no host");
              }
            });

    assertThat(error).isNotNull();
    assertThat(error.getMessage()).doesNotContain("s3cr3t").doesNotContain("\n");
    assertThat(error.getCause()).isNull();
    assertThat(KitOptions.of(text).toString()).doesNotContain("s3cr3t");
  }

  @Test
  void x3_aMalformedUrlSaysWhatWouldBeRight() {
    assertThat(
            catchThrowableOfType(InvalidOptionException.class, () -> UrlText.parse("redis://h:x")))
        .hasMessage(
            "the URL is malformed: the port of host 1 is not a number from 1 to 65535; expected is a form such as"
                + " redis://user:password@host:6379,host:6380/path?namespace=shop or memory:name");
  }
}

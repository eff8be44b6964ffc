package dev.lockstep.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.KitClosedException;
import dev.lockstep.LockstepException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults =
      new Faults(
          "Stone",
          "host:1",
          cause ->
              cause instanceof IllegalStateException said
                  ? Optional.of(Faults.Verdict.refused("no: " + said.getMessage(), "ask nicely"))
                  : Optional.empty());

  private LockstepException of(Throwable fault) {
    return faults.of(fault, "grant", "mutex/a");
  }

  @Test
  void theJudgeIsAskedOfEachCause() {
    Throwable fault = new CompletionException(new RuntimeException(new IllegalStateException("7")));
    assertThat(of(fault))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessage("Stone at host:1: grant of mutex/a failed: no: 7; ask nicely");
  }

  @Test
  void whatNobodyKnowsIsABackendThatCannotBeAsked() {
    assertThat(of(new RuntimeException(new ConnectException("Connection refused"))))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("failed: Connection refused; check that the server runs");
    assertThat(of(new TimeoutException())).hasMessageContaining("no answer in time");
    assertThat(faults.of(new RuntimeException(), "listing", null))
        .hasMessageContaining("listing failed: RuntimeException");
  }

  @Test
  void theSentenceGoesOnWhereTheServersEnds() {
    assertThat(of(new RuntimeException("Currently not connected.")))
        .hasMessageContaining("failed: Currently not connected; check");
  }

  @Test
  void refusedTlsIsARefusal() {
    assertThat(of(new RuntimeException(new SSLHandshakeException("unknown certificate"))))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining("TLS: unknown certificate");
  }

  @Test
  void refusedTlsIsToldByItsRoot() {
    SSLHandshakeException fault = new SSLHandshakeException("Path: of.a.Class: not trusted");
    fault.initCause(
        new CertificateException("of.a.Class: not trusted")
            .initCause(new CertificateException("not trusted")));
    assertThat(of(fault)).hasMessageContaining("failed: TLS: not trusted; check");
  }

  @Test
  void ourOwnStayAsTheyAre() {
    KitClosedException own = new KitClosedException("closed", null, null, null);
    assertThat(of(new CompletionException(own))).isSameAs(own);
    assertThat(
            faults.named(CompletableFuture.failedFuture(own), "grant", null).toCompletableFuture())
        .isCompletedExceptionally();
  }
}

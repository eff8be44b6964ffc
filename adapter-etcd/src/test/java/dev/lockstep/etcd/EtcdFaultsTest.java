package dev.lockstep.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.BackendRefusedException;
import dev.lockstep.BackendUnavailableException;
import dev.lockstep.LockstepException;
import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told of the errors of etcd and of gRPC. */
final class EtcdFaultsTest {
  private static LockstepException told(Status.Code code, String said) {
    return EtcdFaults.at("host:1")
        .of(code.toStatus().withDescription(said).asRuntimeException(), "grant", "mutex/a");
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, etcdserver: authentication failed, check user and password",
    "FAILED_PRECONDITION, etcdserver: authentication is not enabled, leave user and password out",
    "PERMISSION_DENIED, etcdserver: permission denied, grant this user's role",
    "UNAUTHENTICATED, no more than that, check user and password",
    "UNIMPLEMENTED, unknown service, 3.5 or later",
    "RESOURCE_EXHAUSTED, etcdserver: mvcc: database space exceeded, make room",
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4194304: 5, maxInboundMessageSize"
  })
  void whatNobodyNeedsToRepeatIsRefusedAndSaysWhatToDo(
      Status.Code code, String said, String advice) {
    assertThat(told(code, said))
        .isInstanceOf(BackendRefusedException.class)
        .hasMessageContaining(said)
        .hasMessageContaining(advice)
        .hasMessageContaining("host:1")
        .hasMessageContaining("mutex/a");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, etcdserver: invalid auth token",
    "RESOURCE_EXHAUSTED, etcdserver: too many requests",
    "UNAVAILABLE, etcdserver: no leader",
    "DEADLINE_EXCEEDED, deadline exceeded"
  })
  void whatPassesIsUnavailable(Status.Code code, String said) {
    assertThat(told(code, said)).isInstanceOf(BackendUnavailableException.class);
  }
}

package dev.lockstep.servers;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A request whose reply is to be lost, and word of it once that has happened. */
final class LostReply {
  private final String marker;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();

  LostReply(String marker) {
    // Byte for byte, so that text is found in whatever surrounds it.
    this.marker = new String(marker.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  boolean concerns(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1).contains(marker);
  }

  CompletionStage<Void> outcome() {
    return outcome.minimalCompletionStage();
  }

  void happened() {
    outcome.complete(null);
  }

  void failed(Exception reason) {
    outcome.completeExceptionally(reason);
  }
}

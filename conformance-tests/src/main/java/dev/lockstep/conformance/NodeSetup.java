package dev.lockstep.conformance;

import java.time.Duration;

/** What a node opens its kit with. */
public record NodeSetup(String url, String namespace, String nodeKey, Duration operationTimeout) {}

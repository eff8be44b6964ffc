package dev.lockstep.servers;

/**
 * What a {@link FaultProxy} has seen since it was opened, delivered or not.
 *
 * @param connections connections accepted from clients
 * @param requestChunks reads from clients that brought bytes; one request each for a client that
 *     waits for its reply, fewer for one that pipelines
 * @param requestBytes bytes from clients
 * @param replyChunks reads from the server that brought bytes
 * @param replyBytes bytes from the server
 */
public record Traffic(
    long connections, long requestChunks, long requestBytes, long replyChunks, long replyBytes) {}

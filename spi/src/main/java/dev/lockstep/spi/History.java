package dev.lockstep.spi;

/**
 * One life of a backend's data (F4). It is kept beside the data, and goes where the data goes: a
 * restore from a backup brings back the history of then, which is why it has to be announced.
 *
 * @param id changes when the data was lost or made anew
 * @param tokenBase every token that is issued is greater than it
 */
public record History(String id, long tokenBase) {}

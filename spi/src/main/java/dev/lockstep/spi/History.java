package dev.lockstep.spi;

/**
 * One life of a backend's data (F4).
 *
 * @param id changes when the data was lost or made anew
 * @param tokenBase a token of this history is greater than it
 */
public record History(String id, long tokenBase) {}

package dev.lockstep.spi;

/**
 * Where a record stands. Names and domains arrive encoded in the alphabet {@code A-Za-z0-9_=-}, at
 * most 128 characters each.
 *
 * @param kind mutex, leader, node, number, mark or data
 * @param domain what a listing covers: the domain of nodes, the pool of numbers; empty for mutexes
 *     and leaders
 * @param name the encoded name; empty in a watch: all of the domain
 */
public record Key(String kind, String domain, String name) {
  /** {@return the kind, the domain if any, and the name, with slashes between} */
  public String path() {
    return domain.isEmpty() ? kind + "/" + name : kind + "/" + domain + "/" + name;
  }
}

/**
 * What an application calls: kits, locks, leases, elections, numbers and identifiers. Rule numbers
 * such as {@code L2} are those of SPECIFICATION.md.
 *
 * <p>No argument may be null: a {@link NullPointerException} names the one that is, at once, with
 * nothing asked, taken or changed. No result is null.
 */
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;

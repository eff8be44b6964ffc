/**
 * What an application calls: kits, locks, leases, elections, numbers and identifiers. Rule numbers
 * such as {@code L2} are those of SPECIFICATION.md.
 */
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;

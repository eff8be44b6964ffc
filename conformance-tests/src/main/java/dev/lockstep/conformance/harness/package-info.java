/**
 * Backends for the suite, nearly for nothing: extend {@link
 * dev.lockstep.conformance.harness.ServerUnderTest} for a server of one's own; a URL alone, or one
 * in memory, is {@link dev.lockstep.conformance.harness.Backends#at}.
 */
@NullMarked
package dev.lockstep.conformance.harness;

import org.jspecify.annotations.NullMarked;

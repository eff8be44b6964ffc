/**
 * What a backend implements: a {@link dev.lockstep.spi.AtomicProvider} that opens a {@link
 * dev.lockstep.spi.LeaseStore}. The engine, a module of its own, makes the whole contract of it.
 */
@NullMarked
package dev.lockstep.spi;

import org.jspecify.annotations.NullMarked;

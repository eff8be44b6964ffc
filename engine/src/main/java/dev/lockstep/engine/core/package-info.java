/**
 * The law: when a lease is held, and what is written about it. Nothing here has a thread, reads a
 * clock or does I/O: time comes in as an argument. Everything is stepped under the lock of the
 * drivers, and read without it where a method says so.
 */
@NullMarked
package dev.lockstep.engine.core;

import org.jspecify.annotations.NullMarked;

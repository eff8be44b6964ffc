/** Bare clients: each library alone, with the requests that the adapter makes by it. */
@NullMarked
package dev.lockstep.bench.clients;

import org.jspecify.annotations.NullMarked;

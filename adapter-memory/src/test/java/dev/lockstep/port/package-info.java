/**
 * What every {@link dev.lockstep.spi.LeaseStore} is held to, whatever stands behind it; in the test
 * jar, for all adapters.
 */
@NullMarked
package dev.lockstep.port;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.lockstep.spi;

import org.jspecify.annotations.NullMarked;

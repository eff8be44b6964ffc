@NullMarked
package dev.lockstep.consul;

import org.jspecify.annotations.NullMarked;

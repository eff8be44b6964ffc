/**
 * What moves the cores: queues, sessions, campaigns, numbers. Everything is asynchronous inside and
 * stepped in turns under one short lock; requests, timers and notifications leave when the turn is
 * over.
 */
@NullMarked
package dev.lockstep.engine.driver;

import org.jspecify.annotations.NullMarked;

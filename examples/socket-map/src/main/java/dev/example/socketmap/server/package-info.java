/** The made-up backend itself: one map, one thread, one line per question. */
@NullMarked
package dev.example.socketmap.server;

import org.jspecify.annotations.NullMarked;

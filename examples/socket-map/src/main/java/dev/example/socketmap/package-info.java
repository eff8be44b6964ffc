/** An adapter for a map behind a socket: the example of docs/adapter-guide.md. */
@NullMarked
package dev.example.socketmap;

import org.jspecify.annotations.NullMarked;

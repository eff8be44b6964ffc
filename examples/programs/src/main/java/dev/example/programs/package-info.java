/** A program per concept, each of which stands in a document and prints what that says. */
@NullMarked
package dev.example.programs;

import org.jspecify.annotations.NullMarked;

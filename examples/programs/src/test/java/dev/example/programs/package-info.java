/** What holds the documents to the code. */
@NullMarked
package dev.example.programs;

import org.jspecify.annotations.NullMarked;

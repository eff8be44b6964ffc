package dev.example.programs;

/**
 * Something that goes wrong.
 *
 * @param name as docs/errors.md calls it
 * @param call throws the error
 */
record Situation(String name, Call call) {
  /** What is done. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }
}

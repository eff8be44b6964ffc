package dev.lockstep.bench;

/** The bare client takes and releases what nobody else wants. */
record BareLock(Bare bare) implements Subject {
  @Override
  public long operate() {
    long begun = System.nanoTime();
    Answers.await(bare.lock());
    Answers.await(bare.unlock());
    return System.nanoTime() - begun;
  }

  @Override
  public void close() {
    bare.close();
  }
}

package dev.lockstep.bench;

/** The bare client sends the one request that hands a record over. */
final class BareRegrant implements Subject {
  private final Bare bare;

  BareRegrant(Bare bare) {
    this.bare = bare;
    Answers.await(bare.lock());
  }

  @Override
  public long operate() {
    long begun = System.nanoTime();
    Answers.await(bare.handOver());
    return System.nanoTime() - begun;
  }

  @Override
  public void close() {
    Answers.await(bare.unlock());
    bare.close();
  }
}

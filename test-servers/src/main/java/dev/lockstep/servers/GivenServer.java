package dev.lockstep.servers;

/** A server somebody else runs: used, never touched. */
record GivenServer(String name, String url, String host, int port, String variable)
    implements RealServer {

  @Override
  public String origin() {
    return "given by " + variable;
  }

  @Override
  public boolean owned() {
    return false;
  }

  @Override
  public void kill() {
    throw notOurs("kill");
  }

  @Override
  public void pause() {
    throw notOurs("pause");
  }

  @Override
  public void resume() {
    throw notOurs("resume");
  }

  @Override
  public void restart() {
    throw notOurs("restart");
  }

  @Override
  public void stop() {
    throw notOurs("stop");
  }

  @Override
  public void close() {
    // Not ours: it stays as it is.
  }

  @Override
  public String toString() {
    return name + " at " + host + ":" + port + " (" + origin() + ")";
  }

  private UnsupportedOperationException notOurs(String verb) {
    return new UnsupportedOperationException(
        "Will not "
            + verb
            + " the server "
            + this
            + ": it is not ours. Unset "
            + variable
            + " to run against a server of our own.");
  }
}

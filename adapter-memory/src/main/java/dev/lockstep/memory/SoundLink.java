package dev.lockstep.memory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Loses nothing and takes no time. */
enum SoundLink implements Link {
  SOUND;

  private static final Fate PROMPT = Fate.prompt();
  private static final List<Duration> ONE_AT_ONCE = List.of(Duration.ZERO);

  @Override
  public Fate fate(Question question) {
    return PROMPT;
  }

  @Override
  public List<Duration> hints() {
    return ONE_AT_ONCE;
  }

  @Override
  public Optional<Fate> outage() {
    return Optional.empty();
  }
}

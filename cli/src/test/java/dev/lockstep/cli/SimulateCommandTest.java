package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The simulation by command: clean is 0, broken or inconclusive is 1, and it can be replayed. */
class SimulateCommandTest {
  @Test
  void sameSeedsGiveTheSameReport() {
    Ran first = Ran.lockstep("simulate", "--seeds", "60", "--seed", "5");
    Ran second = Ran.lockstep("simulate", "--seeds", "60", "--seed", "5");
    assertThat(first.exitCode()).as(first.out()).isZero();
    assertThat(first.out()).contains("60 from 5", "violations     0");
    assertThat(second.out()).isEqualTo(first.out());
  }

  @Test
  void tooLittleIsInconclusive() {
    Ran ran = Ran.lockstep("simulate", "--seeds", "10", "--seed", "100");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.FOUND_WRONG);
    assertThat(ran.out()).contains("inconclusive");
  }

  @Test
  void mutantIsNoticedAndCanBeReplayed() {
    Ran ran = Ran.lockstep("simulate", "--seeds", "200", "--mutant", "TOKEN_KEPT_AT_HAND_OVER");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.FOUND_WRONG);
    String command = ran.out().replaceAll("(?s).*replay one: lockstep |\\s*\\z", "");

    Ran again = Ran.lockstep(command.split(" ", -1));
    assertThat(again.exitCode()).isEqualTo(ExitCode.FOUND_WRONG);
    assertThat(again.out()).contains("F1 broken");
  }

  @Test
  void tooFewSeedsAreRefused() {
    for (String seeds : new String[] {"0", "9"}) {
      Ran.lockstep("simulate", "--seeds", seeds)
          .failedWith(ExitCode.USAGE)
          .contains("--seeds takes a number from 10", seeds, "--replay runs one");
    }
  }

  @Test
  void unknownMutant() {
    Ran.lockstep("simulate", "--mutant", "SHY")
        .failedWith(ExitCode.USAGE)
        .contains("SHY", "DEADLINE_FROM_REPLY");
  }
}

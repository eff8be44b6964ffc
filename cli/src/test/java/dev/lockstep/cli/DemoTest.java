package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The demo shows the main job, in time, and can be read in one go. */
class DemoTest {
  @Test
  void showsEverythingOnMemory() {
    Ran ran = Ran.lockstep("demo");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("7 holders in turn, tokens rising: true")
        .contains("tries it without waiting: Optional.empty", "who holds it: Optional[ann]")
        .contains("3 held by one node each, one more refused")
        .contains("3000 issued, 3000 different")
        .contains("asks who lives: [ann, bob, cid, eve]", "asks who lives: [ann, bob, cid]")
        .contains("eve  crashes", "took over in", "of the terms rising: true")
        .contains("Left in the namespace demo-");
    assertThat(ran.took()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void sourceIsUnder150Lines() throws IOException {
    assertThat(Files.readAllLines(Path.of("src/main/java/dev/lockstep/cli/Demo.java")))
        .hasSizeLessThan(150);
  }

  @Test
  void helpNamesExitCodesAndDefault() {
    Ran ran = Ran.lockstep("demo", "--help");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out().toLowerCase(Locale.ROOT))
        .contains("exit codes", "64", "69", "70", "memory:");
  }
}

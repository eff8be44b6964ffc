package dev.example.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.example.programs.ErrorsPage.Message;
import dev.lockstep.ErrorCode;
import dev.lockstep.LockstepException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each message in docs/errors.md is produced here, and reads as it stands there. */
class MessagesTest {
  /** What differs from run to run and from server to server, and what it is set to. */
  private static final Map<Pattern, String> VARIABLE =
      Map.of(
          Pattern.compile("(?<=127\\.0\\.0\\.1:)\\d+"), "6379",
          Pattern.compile("(?<=\\(token )\\d+"), "4711",
          Pattern.compile("(?<=did not answer within )\\d+"), "2000",
          Pattern.compile("(?<=is version )[0-9.]+"), "6.0.16",
          Pattern.compile("(?<=NOPERM )[^;]+"), "...");

  @TestFactory
  Stream<DynamicTest> ofSettings() {
    return tests(WrongSettings.all());
  }

  @TestFactory
  Stream<DynamicTest> ofCalls() {
    return tests(WrongCalls.all());
  }

  @Test
  void everyMessageOnThePageIsProduced() throws IOException {
    assertThat(ErrorsPage.messages().stream().map(Message::situation))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(WrongSettings.all(), WrongCalls.all(), RedisRefusals.all())
                .flatMap(List::stream)
                .map(Situation::name)
                .toList());
  }

  @Test
  void everyCodeHasAMessage() throws IOException {
    assertThat(ErrorsPage.messages().stream().map(Message::code).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ErrorCode.values()).map(ErrorCode::number).toList());
  }

  static Stream<DynamicTest> tests(List<Situation> situations) {
    return situations.stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> assertReadsAsDocumented(each)));
  }

  private static void assertReadsAsDocumented(Situation situation) throws IOException {
    Throwable thrown = catchThrowable(situation.call()::run);
    assertThat(thrown).as(situation.name()).isInstanceOf(LockstepException.class);
    String told = String.valueOf(thrown.getMessage());
    assertThat(told).doesNotContain("open-sesame", "s@cret", "sesame", "cret@");
    Message message =
        new Message(((LockstepException) thrown).code().number(), situation.name(), masked(told));
    assertThat(ErrorsPage.messages()).as("docs/errors.md").contains(message);
  }

  private static String masked(String told) {
    String masked = told;
    for (Map.Entry<Pattern, String> each : VARIABLE.entrySet()) {
      masked = each.getKey().matcher(masked).replaceAll(each.getValue());
    }
    return masked;
  }
}

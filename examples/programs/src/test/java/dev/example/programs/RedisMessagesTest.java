package dev.example.programs;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The messages in docs/errors.md that it takes a server to produce. */
class RedisMessagesTest {
  @TestFactory
  Stream<DynamicTest> ofServers() {
    return MessagesTest.tests(RedisRefusals.all());
  }
}

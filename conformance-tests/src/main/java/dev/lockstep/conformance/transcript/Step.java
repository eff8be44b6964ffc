package dev.lockstep.conformance.transcript;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One step of a script, as a value: a verb and what it is done with. Immutable. */
record Step(Method verb, List<Object> arguments) {
  /** The steps of a script. */
  static List<Step> of(Consumer<Script> script) {
    List<Step> steps = new ArrayList<>();
    InvocationHandler pen =
        (proxy, verb, arguments) -> {
          if (verb.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, verb, arguments);
          }
          steps.add(new Step(verb, arguments == null ? List.of() : List.of(arguments)));
          return "";
        };
    Class<Script> type = Script.class;
    script.accept(
        type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, pen)));
    return List.copyOf(steps);
  }

  String name() {
    return verb.getName();
  }

  /** The argument at that place as a word; empty if there is none. */
  String word(int place) {
    return place < arguments.size() ? arguments.get(place).toString() : "";
  }

  /** Its number; 0 if it has none. */
  int number() {
    return arguments.stream().filter(Integer.class::isInstance).mapToInt(n -> (int) n).sum();
  }

  /** The argument of that type. */
  <T> T value(Class<T> type) {
    return type.cast(arguments.stream().filter(type::isInstance).findFirst().orElseThrow());
  }

  /** As in a transcript: {@code tryLock(B, b, stock)}. */
  @Override
  public String toString() {
    return arguments.stream()
        .map(Object::toString)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(", ", name() + "(", ")"));
  }
}

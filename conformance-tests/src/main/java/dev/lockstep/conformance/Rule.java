package dev.lockstep.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rule of the specification that a test holds a backend to (S1). */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {
  /** Its id, such as {@code M5}. */
  String value();

  /**
   * Whether no other test of this JVM may run beside it, since it measures speed or memory, or asks
   * more of a server than leaves it time for others.
   */
  boolean alone() default false;
}

package dev.lockstep.conformance;

/**
 * The suite. An adapter's author extends it by one small class, and overrides {@link #backend()}
 * alone: every test is final.
 *
 * <pre>{@code
 * class RedisConformanceTest extends LockstepConformance {
 *   @Override
 *   protected BackendUnderTest backend() {
 *     return new RedisUnderTest();
 *   }
 * }
 * }</pre>
 *
 * <p>Tests may run in parallel, as JUnit is configured. The verdicts are written to {@code
 * target/conformance}; {@link RuleTable} prints them.
 */
public abstract class LockstepConformance extends TranscriptRules {}

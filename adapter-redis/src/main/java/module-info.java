/** Lockstep on Redis, by Lettuce, which is no module but has the name of one. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.lockstep.redis {
  requires transitive dev.lockstep;
  requires dev.lockstep.engine;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.handler;
  // Lettuce needs it, and cannot say so.
  requires io.netty.resolver.dns;
  requires static org.jspecify;
  requires org.slf4j;
  requires transitive lettuce.core;

  exports dev.lockstep.redis;

  provides dev.lockstep.spi.AtomicProvider with
      dev.lockstep.redis.RedisProvider;
}

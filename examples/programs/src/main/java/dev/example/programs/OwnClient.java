package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.KitOptions;
import dev.lockstep.Lockstep;
import dev.lockstep.redis.RedisBackend;
import io.lettuce.core.RedisClient;

public final class OwnClient {
  public static void main(String[] args) {
    String url = args.length > 0 ? args[0] : "redis://127.0.0.1:6379";
    RedisClient client = RedisClient.create(url); // the application's own
    try (Kit kit = Lockstep.connect(KitOptions.of(url), RedisBackend.on(client))) {
      kit.mutexDo("report", lease -> System.out.println("held on Redis: " + lease.isHeld()));
      boolean same = kit.unwrap(RedisClient.class).filter(client::equals).isPresent();
      System.out.println("by the application's client: " + same);
    }
    try (var connection = client.connect()) { // closing the kit has not closed it
      System.out.println("afterwards it answers: " + connection.sync().ping());
    }
    client.shutdown();
  }
}

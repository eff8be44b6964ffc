package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import dev.lockstep.SnowflakeId;
import java.util.stream.LongStream;

public final class Identifiers {
  public static void main(String[] args) {
    try (Kit kit = Lockstep.connect("memory:orders")) {
      long[] ids = LongStream.generate(kit::nextId).limit(1000).toArray();
      System.out.println("the first: " + ids[0]);
      boolean rising =
          LongStream.of(ids).boxed().sorted().toList().equals(LongStream.of(ids).boxed().toList());
      System.out.println(LongStream.of(ids).distinct().count() + " different, rising: " + rising);
    }
    SnowflakeId id = SnowflakeId.parse("1004470203683647545");
    System.out.println("what one says: " + id.time());
    System.out.println("  sequence " + id.sequence() + ", machine " + id.machine());
  }
}

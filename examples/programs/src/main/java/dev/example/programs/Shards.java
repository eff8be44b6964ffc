package dev.example.programs;

import dev.lockstep.Kit;
import dev.lockstep.Lockstep;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import java.util.stream.Stream;

public final class Shards {
  public static void main(String[] args) {
    try (Kit kit = Lockstep.connect("memory:shards")) {
      NumberLease one = kit.allocateNumber("shards", 3);
      NumberLease two = kit.allocateNumber("shards", 3);
      NumberLease three = kit.allocateNumber("shards", 3);
      System.out.println(
          "held: " + Stream.of(one, two, three).map(NumberLease::number).sorted().toList());
      try (NumberLease four = kit.allocateNumber("shards", 3)) {
        System.out.println("also number " + four.number());
      } catch (NoAvailableNumberException none) {
        System.out.println(none.getMessage());
      }
      one.release();
      try (NumberLease again = kit.allocateNumber("shards", 3)) {
        System.out.println("the one that was free: " + (again.number() == one.number()));
        System.out.println("its token is greater: " + (again.token() > one.token()));
      }
    }
  }
}

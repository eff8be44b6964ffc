package dev.lockstep.conformance.transcript;

import dev.lockstep.LeaseKind;
import dev.lockstep.NoAvailableNumberException;
import dev.lockstep.NumberLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Numbers and identifiers through the public API. */
final class RealNumbers implements NumberVerbs {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Props props;
  private final Map<String, List<NumberLease>> numbers = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();
  private final Set<Long> issued = new HashSet<>();

  RealNumbers(Props props) {
    this.props = props;
  }

  @Override
  public String number(String kit, String lease, String pool, int max) {
    NumberLease number = props.kit(kit).allocateNumber(pool, max);
    List<NumberLease> others = numbers.computeIfAbsent(pool, absent -> new ArrayList<>());
    boolean shared =
        others.stream().anyMatch(other -> other.isHeld() && other.number() == number.number());
    boolean within = number.number() >= 0 && number.number() < max;
    others.add(number);
    props.hold(lease, props.label(kit, LeaseKind.NUMBER, number.key()), number);
    return !within ? "granted, out of range" : shared ? "granted twice" : "granted, nobody else's";
  }

  @Override
  public String awaitNumber(String kit, String lease, String pool, int max) {
    AtomicReference<String> told = new AtomicReference<>("none");
    boolean free =
        props
            .stage()
            .within(
                () -> {
                  try {
                    told.set(number(kit, lease, pool, max));
                    return true;
                  } catch (NoAvailableNumberException notYet) {
                    return false;
                  }
                });
    return free ? Objects.requireNonNull(told.get()) : "none became free";
  }

  @Override
  public String ids(String kit, int count) {
    boolean rising = true;
    boolean unique = true;
    for (int i = 0; i < count; i++) {
      long id = i % 2 == 0 ? props.kit(kit).nextId() : props.kit(kit).nextSnowflakeId().value();
      Long before = last.put(kit, id);
      rising &= before == null || id > before;
      unique &= issued.add(id);
    }
    return (rising ? "rising, " : "not rising, ") + (unique ? "nobody else's" : "issued before");
  }

  @Override
  public String setBack(String kit) {
    props.stage().stepClock(Props.node(kit), HOUR.negated());
    return "";
  }

  @Override
  public String setForward(String kit) {
    props.stage().stepClock(Props.node(kit), HOUR);
    return "";
  }
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.Kit;
import dev.lockstep.LockstepException;

/** Kits through the public API. */
final class RealKits implements KitVerbs {
  private final Props props;

  RealKits(Props props) {
    this.props = props;
  }

  @Override
  public String open(String kit, Place place) {
    Stage stage = props.stage();
    String node = Props.node(kit);
    switch (place) {
      case HERE -> props.add(kit, place, stage.open(node));
      case CLOCKED -> props.add(kit, place, stage.openClocked(node));
      case ELSEWHERE -> props.add(kit, place, stage.openElsewhere(node));
      case WIRED -> props.add(kit, place, stage.openWired(node, stage.pace().brief()));
      case NODE -> props.add(kit, stage.node(node));
    }
    return "";
  }

  @Override
  public String close(String kit) {
    props.kit(kit).close();
    return "closed";
  }

  @Override
  public String silence(String kit, Silence how) {
    Remote remote = props.remoteOrNull(kit);
    if (remote == null) {
      props.stage().cut(kit);
    } else if (how == Silence.KILLED) {
      remote.kill();
    } else {
      remote.freeze();
    }
    return "";
  }

  @Override
  public String revive(String kit) {
    Remote remote = props.remoteOrNull(kit);
    if (remote == null) {
      props.stage().heal(kit);
    } else {
      remote.thaw();
    }
    return "";
  }

  @Override
  public String answers(String kit) {
    Kit asked = props.kit(kit);
    return props.stage().within(() -> canAsk(asked)) ? "answers" : "nothing";
  }

  private static boolean canAsk(Kit kit) {
    try {
      var unused = kit.mutex("anything").isLocked();
      return true;
    } catch (LockstepException notYet) {
      return false;
    }
  }

  @Override
  public String backend(Fate fate) {
    switch (fate) {
      case OWN -> props.stage().alone();
      case DOWN -> props.stage().stopBackend();
      case UP -> props.stage().startBackend();
    }
    return "";
  }

  @Override
  public String pass() {
    props.stage().pass(props.stage().pace().brief().multipliedBy(3).dividedBy(2));
    return "";
  }

  @Override
  public String heldBy(String kit) {
    return Props.list(
        props.kit(kit).held().stream()
            .map(
                lease ->
                    lease.kind()
                        + " "
                        + props.rank(props.label(kit, lease.kind(), lease.key()), lease.token())));
  }

  @Override
  public String heard(String recorder, int count) {
    boolean all = props.stage().within(() -> props.recorders().has(recorder, count));
    String heard = props.recorders().take(recorder, count);
    return all ? heard : heard + " and nothing more";
  }
}

package dev.lockstep.conformance.mutants;

import dev.lockstep.Action;
import dev.lockstep.DefaultKitNotConfiguredException;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Kit;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.Lockstep;
import java.util.List;

/** What breaks U1 to U3: actions, and kits that do not last. */
final class KitMutants {
  static final List<Mutant> ALL =
      List.of(
          Mutant.kit(
                  "U1-runs-again",
                  "An action that is to run if the lock is free runs twice.",
                  RunsAgain::new)
              .caughtBy(
                  "u01_an_action_runs_once_under_a_valid_lease", "[how often four actions ran]"),
          Mutant.kit(
                  "U1-hides-the-loss",
                  "That the lease ended before its action is not told.",
                  HidesTheLoss::new)
              .caughtBy(
                  "u01_a_lease_that_ended_before_its_action_is_lease_lost",
                  "should have failed with LEASE_LOST ("),
          Mutant.port(
                  "U2-dead-after-an-outage",
                  "A store that got no answer once asks nobody again.",
                  sound -> OtherFailures.of(sound, true, failure -> failure))
              .caughtBy("u02_a_kit_outlives_outages_of_its_network", "the same kit works again"),
          Mutant.kit(
                  "U3-closes-when-replaced",
                  "A kit that was the default closes when it is the default no more.",
                  ClosesWhenReplaced::new)
              .caughtBy(
                  "u03_the_default_kit_closes_nothing",
                  "[what the lock of a kit fails with that is the default no more]"));

  private KitMutants() {}

  private static final class RunsAgain extends ForwardingKit {
    RunsAgain(Kit sound) {
      super(sound);
    }

    @Override
    public <X extends Exception> boolean mutexTryDo(String key, Action<X> action) throws X {
      super.mutexDo(key, action);
      return super.mutexTryDo(key, action);
    }
  }

  private static final class HidesTheLoss extends ForwardingKit {
    HidesTheLoss(Kit sound) {
      super(sound);
    }

    @Override
    public <X extends Exception> void mutexDo(String key, LockOptions options, Action<X> action)
        throws X {
      try {
        super.mutexDo(key, options, action);
      } catch (LeaseLostException hidden) {
        return;
      }
    }
  }

  private static final class ClosesWhenReplaced extends ForwardingKit {
    private volatile boolean wasDefault;

    ClosesWhenReplaced(Kit sound) {
      super(sound);
    }

    private boolean isDefault() {
      try {
        return Lockstep.defaultKit() == this;
      } catch (DefaultKitNotConfiguredException none) {
        return false;
      }
    }

    @Override
    public <X extends Exception> void mutexDo(String key, Action<X> action) throws X {
      wasDefault = wasDefault || isDefault();
      super.mutexDo(key, action);
    }

    @Override
    public DistributedMutex mutex(String key) {
      if (wasDefault && !isDefault()) {
        close();
      }
      return super.mutex(key);
    }
  }
}

package dev.lockstep.conformance.transcript;

import dev.lockstep.Action;
import dev.lockstep.AlreadyUnlockedException;
import dev.lockstep.ClockUnusableException;
import dev.lockstep.DistributedMutex;
import dev.lockstep.Election;
import dev.lockstep.Holder;
import dev.lockstep.IdGenerator;
import dev.lockstep.Inspector;
import dev.lockstep.Kit;
import dev.lockstep.Lease;
import dev.lockstep.LeaseLostException;
import dev.lockstep.LockOptions;
import dev.lockstep.LockstepException;
import dev.lockstep.Membership;
import dev.lockstep.Metadata;
import dev.lockstep.NumberAllocator;
import dev.lockstep.NumberLease;
import dev.lockstep.Registration;
import dev.lockstep.conformance.transcript.Disguise.Call;
import dev.lockstep.conformance.transcript.Disguise.Twist;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A kit with one promise broken. Every scenario finds out at least one of them. */
public enum Mutant implements Twist {
  NONE {
    @Override
    Kit wrap(Kit kit) {
      return kit;
    }
  },
  TOKENS_STAND_STILL {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Lease.class, "token") ? 7L : call.proceed();
    }
  },
  EACH_VIEW_IS_A_LOCK_OF_ITS_OWN {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Kit.class, "mutex")
          ? call.proceed(call.arguments()[0] + "-" + UUID.randomUUID())
          : call.proceed();
    }
  },
  TRY_LOCK_NEVER_SUCCEEDS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(DistributedMutex.class, "tryLock") ? Optional.empty() : call.proceed();
    }
  },
  WAITERS_STARVE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(DistributedMutex.class, "lockAsync")
          ? new CompletableFuture<Lease>()
          : call.proceed();
    }
  },
  RELEASE_IS_FORGOTTEN {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Lease.class, "release") || call.is(Lease.class, "close")
          ? null
          : call.proceed();
    }
  },
  RELEASE_NEVER_FAILS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      try {
        return call.proceed();
      } catch (AlreadyUnlockedException forgiven) {
        return null;
      }
    }
  },
  NAMES_MEET {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Kit.class, "mutex")
          ? call.proceed("k" + String.valueOf(call.arguments()[0]).length())
          : call.proceed();
    }
  },
  NOBODY_REENTERS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return with(call, o -> copy(o, o.isFixed(), true, true, false));
    }
  },
  EVERYBODY_REENTERS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return with(call, o -> o.reentrant("everybody"));
    }
  },
  FIXED_LEASES_ARE_RENEWED {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return with(call, o -> copy(o, false, true, true, true));
    }
  },
  NO_MINIMUM_HOLD {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return with(call, o -> copy(o, o.isFixed(), false, true, true));
    }
  },
  NO_MAXIMUM_HOLD {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return with(call, o -> copy(o, o.isFixed(), true, false, true));
    }
  },
  LOSS_IS_NOT_NOTICED {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      if (call.is(Lease.class, "lost")) {
        return new CompletableFuture<>().minimalCompletionStage();
      }
      return call.is(Lease.class, "isHeld") ? true : call.proceed();
    }
  },
  ENDS_ARE_NOT_TOLD {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Lease.class, "onEnd") ? (Registration) () -> {} : call.proceed();
    }
  },
  ENDS_ARE_TOLD_TWICE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Lease.class, "onEnd") ? call.proceed(twice(call)) : call.proceed();
    }
  },
  LOCKED_IS_FREE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(DistributedMutex.class, "isLocked") ? false : call.proceed();
    }
  },
  NOBODY_IS_THE_HOLDER {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      if (call.is(Inspector.class, "holders")) {
        return List.of();
      }
      return call.is(DistributedMutex.class, "holder") ? Optional.empty() : call.proceed();
    }
  },
  METADATA_IS_LOST {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      Object result = call.proceed();
      return result instanceof Optional<?> found && call.is(DistributedMutex.class, "holder")
          ? found.map(holder -> without((Holder) holder))
          : result;
    }
  },
  REVOKING_DOES_NOTHING {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Inspector.class, "revoke") ? false : call.proceed();
    }
  },
  ERRORS_ARE_ALL_ONE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      try {
        return call.proceed();
      } catch (LockstepException error) {
        throw new ClockUnusableException("one error for all: " + error.getMessage());
      }
    }
  },
  CLOSE_DOES_NOTHING {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Kit.class, "close") || call.is(Election.class, "close")
          ? null
          : call.proceed();
    }
  },
  ACTIONS_RUN_TWICE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return isAction(call) ? call.proceed(runTwice(call.arguments())) : call.proceed();
    }
  },
  ACTIONS_NEED_NO_LEASE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      try {
        return call.proceed();
      } catch (LeaseLostException ignored) {
        return isAction(call) ? null : call.proceed();
      }
    }
  },
  EVERYBODY_LEADS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Election.class, "isLeader") ? true : call.proceed();
    }
  },
  NOBODY_RESIGNS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Election.class, "resign") || call.is(Election.class, "reconsider")
          ? null
          : call.proceed();
    }
  },
  CHANGES_ARE_NOT_TOLD {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return isChange(call) ? (Registration) () -> {} : call.proceed();
    }
  },
  CHANGES_ARE_TOLD_TWICE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return isChange(call) ? call.proceed(twice(call)) : call.proceed();
    }
  },
  MEMBERS_SEE_NO_OTHERS {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(Membership.class, "aliveNodes") ? new TreeSet<String>() : call.proceed();
    }
  },
  NUMBERS_ARE_SHARED {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(NumberLease.class, "number") ? Integer.valueOf(0) : call.proceed();
    }
  },
  POOLS_ARE_ONE {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(NumberAllocator.class, "allocateNumber")
          ? call.proceed("the one pool", call.arguments()[1])
          : call.proceed();
    }
  },
  IDENTIFIERS_REPEAT {
    @Override
    public @Nullable Object call(Call call) throws Throwable {
      return call.is(IdGenerator.class, "nextId") ? Long.valueOf(42) : call.proceed();
    }
  };

  /** The kit as this mutant would have it. */
  Kit wrap(Kit kit) {
    return Disguise.of(kit, this);
  }

  @Override
  public @Nullable Object call(Call call) throws Throwable {
    return call.proceed();
  }

  // ---- what they are made of

  private interface Change {
    LockOptions to(LockOptions options);
  }

  private static @Nullable Object with(Call call, Change change) throws Throwable {
    boolean options = call.is(DistributedMutex.class, "with");
    return options ? call.proceed(change.to((LockOptions) argument(call, 0))) : call.proceed();
  }

  private static Object argument(Call call, int place) {
    Object argument = call.arguments()[place];
    if (argument == null) {
      throw new IllegalArgumentException("no argument " + place);
    }
    return argument;
  }

  private static LockOptions copy(
      LockOptions o, boolean fixed, boolean minHold, boolean maxHold, boolean identity) {
    LockOptions copy = LockOptions.defaults().ttl(o.ttl()).retryInterval(o.retryInterval());
    copy = fixed ? copy.fixed() : copy;
    copy = o.maxWait().map(copy::maxWait).orElse(copy);
    copy = o.minHold().filter(time -> minHold).map(copy::minHold).orElse(copy);
    copy = o.maxHold().filter(time -> maxHold).map(copy::maxHold).orElse(copy);
    copy = o.metadata().map(copy::metadata).orElse(copy);
    return o.reentrant().filter(who -> identity).map(copy::reentrant).orElse(copy);
  }

  private static Holder without(Holder holder) {
    return new Holder(
        holder.kind(),
        holder.key(),
        holder.nodeKey(),
        holder.token(),
        holder.since(),
        Metadata.empty());
  }

  private static boolean isChange(Call call) {
    return call.is(Election.class, "onLeaderChanged")
        || call.is(Election.class, "observeLeader")
        || call.is(Membership.class, "onMember");
  }

  @SuppressWarnings("unchecked")
  private static Consumer<Object> twice(Call call) {
    Consumer<Object> once = (Consumer<Object>) argument(call, 0);
    return once.andThen(once);
  }

  private static boolean isAction(Call call) {
    return call.is(Kit.class, "mutexDo") || call.is(Kit.class, "mutexTryDo");
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object[] runTwice(@Nullable Object[] arguments) {
    @Nullable Object[] changed = arguments.clone();
    int last = changed.length - 1;
    Action<Exception> once = (Action<Exception>) changed[last];
    if (once != null) {
      Action<Exception> twice =
          lease -> {
            once.run(lease);
            once.run(lease);
          };
      changed[last] = twice;
    }
    return changed;
  }
}

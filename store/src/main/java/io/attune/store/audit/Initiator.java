package io.attune.store.audit;

import io.attune.store.audit.AuditEntry.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose account a step of an execution is taken.
 *
 * @param requestId the request that asked for it, if one did
 */
public record Initiator(Actor actor, @Nullable UUID requestId) {
    /** The platform by itself: sweeps, rejections. */
    public static final Initiator PLATFORM = new Initiator(new Actor(1L, "system", null, null, null), null);

    /** A rule; the step is on the account of whom its execution is attributed to. */
    public static final Initiator RULE = new Initiator(new Actor(null, null, null, null, null), null);

    /** A workflow; its steps and those of its tasks are on the account of whom they are attributed to. */
    public static final Initiator WORKFLOW = new Initiator(new Actor(null, null, null, null, null), null);

    public static Initiator worker(String name) {
        return new Initiator(new Actor(null, name, "worker", null, null), null);
    }
}

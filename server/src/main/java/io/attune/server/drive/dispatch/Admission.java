package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.admission.GroupKey;
import io.attune.model.id.ActionId;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.server.catalog.Catalog;
import io.attune.store.Tx;
import io.attune.store.admission.AdmissionGroupStore;
import io.attune.store.admission.AdmissionStore;
import io.attune.store.admission.GroupRef;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Moved;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs within the limits of policies (runtime.md §2.2, docs/adr/0023). Who comes and who leaves is collected while a transaction goes
 * on and decided as the last thing before its commit: by then it has all its other locks, and takes those of the groups in one order.
 */
@Singleton
public class Admission {
    private final Catalog catalog;
    private final AdmissionGroupStore groups;
    private final AdmissionStore store;
    private final ExecutionStore executions;
    private final Departures departures;
    private final WakeUps wakeUps;
    private final Provider<InquiryEnds> inquiries;

    /** @param inquiries by way of transitions they need admission themselves */
    @Inject
    public Admission(
            Catalog catalog,
            AdmissionGroupStore groups,
            AdmissionStore store,
            ExecutionStore executions,
            Departures departures,
            WakeUps wakeUps,
            Provider<InquiryEnds> inquiries) {
        this.catalog = catalog;
        this.groups = groups;
        this.store = store;
        this.executions = executions;
        this.departures = departures;
        this.wakeUps = wakeUps;
        this.inquiries = inquiries;
    }

    /**
     * The group in which a run counts; nothing when no policy is for it.
     *
     * @param parameters with markers where secrets were; read only where a policy asks for them
     */
    Optional<GroupRef> groupOf(
            TenantId tenant,
            @Nullable ActionId action,
            Supplier<? extends JsonNode> parameters,
            @Nullable IdentityId executor) {
        var snapshot = catalog.current();
        if (action == null || snapshot.hasNoPolicies()) {
            return Optional.empty();
        }
        return snapshot.findPolicy(tenant, action)
                .map(policy -> new GroupRef(
                        policy.id(),
                        tenant,
                        policy.parameters().isEmpty() && !policy.perIdentity()
                                ? GroupKey.ALL
                                : GroupKey.of(policy, parameters.get(), executor)));
    }

    /** Lets runs go before the transaction commits, or has them wait, or cancels them. */
    void arrive(Tx tx, List<AdmissionRound.Arrival> arrivals) {
        if (!arrivals.isEmpty()) {
            round(tx).arrive(arrivals);
        }
    }

    /**
     * Gives the slots and places of those that have ended to others. One that came in this transaction, such as a task that is cancelled with
     * the step that starts it, is in no group yet, and must not get into one any more: nobody would ever take it out.
     */
    void leave(Tx tx, List<Moved> ended) {
        tx.findClosing(AdmissionRound.class)
                .ifPresent(round -> ended.forEach(move -> round.withdraw(move.execution())));
        for (Moved move : ended) {
            var group = move.leaves();
            if (group != null) {
                round(tx).leave(group, move.execution());
            }
        }
    }

    /** Takes a run out of a group that it should have left when it ended. */
    void forget(Tx tx, AdmissionGroupId group, ExecutionId ended) {
        round(tx).leave(group, ended);
    }

    /** Looks at the lines of groups again. */
    void look(Tx tx, Collection<AdmissionGroupId> groups) {
        if (!groups.isEmpty()) {
            round(tx).look(groups);
        }
    }

    private AdmissionRound round(Tx tx) {
        return tx.closing(
                AdmissionRound.class,
                () -> new AdmissionRound(groups, store, executions, departures, wakeUps, inquiries.get()));
    }
}

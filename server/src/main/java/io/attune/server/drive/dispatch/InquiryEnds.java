package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.inquiry.Ending;
import io.attune.engine.inquiry.InquiryDecider;
import io.attune.engine.inquiry.Standing;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.store.Tx;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditStore;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import io.attune.store.inquiry.EndedInquiry;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.inquiry.LockedInquiry;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends inquiries, however they end: the answer, the run that waited for it, what its workflow is told, the records and the announcements
 * are one transaction (runtime.md §7).
 */
@Singleton
public class InquiryEnds {
    private final InquiryStore inquiries;
    private final ExecutionStore executions;
    private final SecretValueStore secretValues;
    private final AuditStore audit;
    private final Transitions transitions;

    @Inject
    public InquiryEnds(
            InquiryStore inquiries,
            ExecutionStore executions,
            SecretValueStore secretValues,
            AuditStore audit,
            Transitions transitions) {
        this.inquiries = inquiries;
        this.executions = executions;
        this.secretValues = secretValues;
        this.audit = audit;
        this.transitions = transitions;
    }

    /**
     * What is to become of a locked inquiry.
     *
     * @param by who answered; null unless somebody did
     */
    public record End(
            LockedInquiry locked, Ending ending, @Nullable IdentityId by) {}

    /** The inquiry as a decision needs it, with its secrets in their places. */
    public Standing standing(Tx tx, LockedInquiry locked) {
        var inquiry = locked.inquiry();
        JsonNode fallback = inquiry.defaultResponse();
        List<SealedSecret> sealed = fallback != null && SecretMarker.isIn(fallback)
                ? secretValues.list(
                        tx, SecretHolder.INQUIRY_DEFAULT, List.of(inquiry.id().value()))
                : List.of();
        return new Standing(
                inquiry,
                locked.asker(),
                locked.result(),
                fallback == null ? null : secretValues.restored(fallback.deepCopy(), sealed),
                sealed.stream().map(SealedSecret::place).toList());
    }

    /** Cancels what executions still ask. The transaction holds them. */
    void cancelOf(Tx tx, Collection<ExecutionId> asking, Initiator by) {
        List<End> ends = new ArrayList<>();
        for (var locked : inquiries.lockPending(tx, asking)) {
            InquiryDecider.cancel(standing(tx, locked)).ifPresent(ending -> ends.add(new End(locked, ending, null)));
        }
        end(tx, ends, by);
    }

    /** Writes what is still to be written: an inquiry that has ended stays as it is, and so does its run. */
    public void end(Tx tx, List<End> ends, Initiator by) {
        if (ends.isEmpty()) {
            return;
        }
        Set<InquiryId> written = new HashSet<>(
                inquiries.end(tx, ends.stream().map(InquiryEnds::row).toList()));
        var done = ends.stream()
                .filter(end -> written.contains(end.locked().inquiry().id()))
                .toList();
        List<NewSecret> secrets = new ArrayList<>();
        for (End end : done) {
            JsonNode response = end.ending().response();
            if (response != null) {
                var inquiry = end.locked().inquiry();
                secrets.addAll(NewSecret.of(
                        inquiry.tenant(),
                        SecretHolder.INQUIRY_RESPONSE,
                        inquiry.id().value(),
                        end.ending().secrets(),
                        response));
            }
        }
        secrets.addAll(endRuns(tx, done, by));
        secretValues.insertAll(tx, secrets);
        audit.insertAll(tx, done.stream().map(end -> record(end, by)).toList());
        announce(tx, done);
    }

    private static EndedInquiry row(End end) {
        JsonNode response = end.ending().response();
        return new EndedInquiry(
                end.locked().inquiry().id(),
                end.ending().status(),
                response == null
                        ? null
                        : SecretMarker.redacted(
                                response,
                                end.ending().secrets().stream()
                                        .map(SecretPlace::at)
                                        .toList()),
                end.by());
    }

    /** @return the secrets of their results */
    private List<NewSecret> endRuns(Tx tx, List<End> done, Initiator by) {
        var waiting = done.stream().filter(end -> end.ending().run() != null).toList();
        if (waiting.isEmpty()) {
            return List.of();
        }
        Map<ExecutionId, RunState> states =
                executions
                        .lock(
                                tx,
                                waiting.stream()
                                        .map(end -> end.locked().inquiry().execution())
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(RunState::execution, Function.identity()));
        var moves = new Moves();
        Map<ExecutionId, List<NewSecret>> secrets = new LinkedHashMap<>();
        for (End end : waiting) {
            var run = end.ending().run();
            var state = states.get(end.locked().inquiry().execution());
            if (run == null || state == null) {
                continue;
            }
            List<SecretPlace> places = end.ending().secrets().stream()
                    .map(place -> place.below(Ending.RESPONSE))
                    .toList();
            ObjectNode shown = (ObjectNode) SecretMarker.redacted(
                    run.result(), places.stream().map(SecretPlace::at).toList());
            if (moves.add(state, run.cause(), shown)) {
                secrets.put(
                        state.execution(),
                        NewSecret.of(
                                state.tenant(),
                                SecretHolder.EXECUTION_RESULT,
                                state.execution().value(),
                                places,
                                run.result()));
            }
        }
        var moved = transitions.write(tx, moves, by);
        return moved.stream()
                .flatMap(execution -> secrets.getOrDefault(execution, List.of()).stream())
                .toList();
    }

    private static AuditEntry record(End end, Initiator by) {
        var inquiry = end.locked().inquiry();
        String word = switch (end.ending().status()) {
            case PENDING -> throw new IllegalArgumentException("inquiry " + inquiry.id() + " does not end as pending");
            case RESPONDED -> "responded";
            case TIMEOUT -> "timed_out";
            case CANCELLED -> "cancelled";
        };
        return new AuditEntry(
                inquiry.tenant().value(),
                "execution",
                "execution.inquiry_" + word,
                "success",
                by.actor(),
                by.requestId(),
                new AuditEntry.Resource("inquiry", inquiry.id().value(), null),
                null,
                null,
                null);
    }

    private static void announce(Tx tx, List<End> done) {
        Map<InquiryStatus, List<Long>> byStatus = done.stream()
                .collect(Collectors.groupingBy(
                        end -> end.ending().status(),
                        LinkedHashMap::new,
                        Collectors.mapping(end -> end.locked().inquiry().id().value(), Collectors.toList())));
        List<Change> changes = new ArrayList<>();
        byStatus.forEach((status, ids) -> changes.add(new Change.Rows("inquiry_" + status.wire(), ids)));
        Changes.announce(tx, changes);
    }
}

package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.inquiry.InquiryDecider;
import io.attune.engine.inquiry.Question;
import io.attune.engine.inquiry.Question.Reading;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import io.attune.store.inquiry.AskingRun;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.inquiry.NewInquiry;
import io.attune.store.secret.NewSecret;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks people on behalf of runs (runtime.md §7): of {@code core.ask}, which no worker ever sees, and of processes that ended with a question
 * in their result. What cannot be asked makes the run fail with the reason.
 */
@Singleton
public class Asking {
    /** What subscribers are told of a new inquiry. */
    public static final String CREATED = "inquiry_created";

    private final InquiryStore inquiries;
    private final ExecutionStore executions;
    private final SecretValueStore secretValues;
    private final Transitions transitions;

    @Inject
    public Asking(
            InquiryStore inquiries, ExecutionStore executions, SecretValueStore secretValues, Transitions transitions) {
        this.inquiries = inquiries;
        this.executions = executions;
        this.secretValues = secretValues;
        this.transitions = transitions;
    }

    /** @param limit how long an answer is waited for; null for ever */
    private record Wish(
            RunState run, Reading reading, @Nullable Duration limit) {}

    private sealed interface Outcome {
        record Asked(InquiryId inquiry) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /** Lets runs of {@code core.ask} ask, which were just created or released. */
    void ask(Tx tx, List<ExecutionId> runs, Initiator by) {
        if (runs.isEmpty()) {
            return;
        }
        Map<ExecutionId, RunState> states =
                executions.lock(tx, runs).stream().collect(Collectors.toMap(RunState::execution, Function.identity()));
        List<AskingRun> asking = inquiries.asking(tx, runs);
        Map<Long, List<SealedSecret>> sealed = secretValues
                .list(
                        tx,
                        SecretHolder.EXECUTION_CONFIG,
                        asking.stream()
                                .filter(run -> SecretMarker.isIn(run.parameters()))
                                .map(run -> run.execution().value())
                                .toList())
                .stream()
                .collect(Collectors.groupingBy(SealedSecret::entity));
        List<Wish> wishes = new ArrayList<>();
        for (AskingRun run : asking) {
            var secrets = sealed.getOrDefault(run.execution().value(), List.of());
            var reading = Question.read(
                    secretValues.restored(run.parameters(), secrets),
                    secrets.stream().map(SealedSecret::place).toList());
            var state = Objects.requireNonNull(states.get(run.execution()), "a run that is read is locked");
            wishes.add(new Wish(state, reading, limit(reading, run.taskLimit())));
        }
        var moves = new Moves();
        make(tx, InquiryOrigin.ASK, wishes).forEach((run, outcome) -> {
            switch (outcome) {
                case Outcome.Asked(InquiryId inquiry) -> moves.add(run, Cause.ASKED, Question.waiting(inquiry.value()));
                case Outcome.Refused(String why) ->
                    moves.add(run, Cause.REJECTED, Starts.fail(why).result());
            }
        });
        transitions.write(tx, moves, by);
    }

    /** The time limit of a task is that of its question. */
    private static @Nullable Duration limit(Reading reading, @Nullable Duration taskLimit) {
        return taskLimit == null && reading instanceof Reading.Sound(Question question) ? question.limit() : taskLimit;
    }

    /**
     * A process that ended well, with a question.
     *
     * @param result with markers where secrets are
     * @param secrets those
     */
    record Finished(RunState run, ObjectNode result, List<NewSecret> secrets) {}

    /** Lets processes ask that have ended. Their runs go on without them, and without the slots that policies gave them. */
    void askFor(Tx tx, List<Finished> finished, Moves moves) {
        if (finished.isEmpty()) {
            return;
        }
        List<Wish> wishes = new ArrayList<>();
        for (Finished one : finished) {
            var reading = read(one);
            wishes.add(new Wish(one.run(), reading, limit(reading, null)));
        }
        Map<ExecutionId, ObjectNode> results =
                finished.stream().collect(Collectors.toMap(one -> one.run().execution(), Finished::result));
        Map<ExecutionId, ObjectNode> waiting = new LinkedHashMap<>();
        make(tx, InquiryOrigin.RESULT, wishes).forEach((run, outcome) -> {
            var result = Objects.requireNonNull(results.get(run.execution()), "an outcome belongs to a process");
            switch (outcome) {
                case Outcome.Asked(InquiryId inquiry) ->
                    waiting.put(run.execution(), result.put(InquiryDecider.ID, inquiry.value()));
                case Outcome.Refused(String why) ->
                    moves.add(run, Cause.FAILED, result.put("succeeded", false).put("error", why));
            }
        });
        transitions.ended(tx, inquiries.detach(tx, waiting));
    }

    private static Reading read(Finished finished) {
        JsonPointer at = Question.placeIn(finished.result()).orElseThrow();
        JsonNode fields = finished.result().at(at).deepCopy();
        var asking = new SecretPlace(at, SecretSource.SCHEMA);
        List<SecretPlace> hidden = new ArrayList<>();
        for (NewSecret secret : finished.secrets()) {
            if (asking.holds(secret.place().at()) && !secret.place().at().equals(at)) {
                JsonPointer inside = JsonPointer.compile(
                        secret.place().at().toString().substring(at.toString().length()));
                fields = SecretMarker.put(fields, inside, secret.value());
                hidden.add(new SecretPlace(inside, secret.place().source()));
            }
        }
        return Question.read(fields, hidden);
    }

    private Map<RunState, Outcome> make(Tx tx, InquiryOrigin origin, List<Wish> wishes) {
        Map<RunState, Outcome> outcomes = new LinkedHashMap<>();
        Map<RunState, Question> sound = new LinkedHashMap<>();
        List<NewInquiry> asked = new ArrayList<>();
        for (Wish wish : wishes) {
            switch (wish.reading()) {
                case Reading.Unsound unsound -> outcomes.put(wish.run(), new Outcome.Refused(unsound.text()));
                case Reading.Sound(Question question)
                when isStranger(tx, wish.run(), question.assignedTo()) ->
                    outcomes.put(
                            wish.run(),
                            new Outcome.Refused("The question cannot be asked: assigned_to names identity "
                                    + question.assignedTo() + ", which does not exist"));
                case Reading.Sound(Question question) -> {
                    sound.put(wish.run(), question);
                    asked.add(of(wish.run(), origin, question, wish.limit()));
                }
            }
        }
        Map<ExecutionId, InquiryId> made = inquiries.insert(tx, asked);
        List<NewSecret> secrets = new ArrayList<>();
        sound.forEach((run, question) -> {
            InquiryId inquiry = made.get(run.execution());
            if (inquiry == null) {
                outcomes.put(
                        run, new Outcome.Refused("The question cannot be asked: the execution has asked one before"));
                return;
            }
            outcomes.put(run, new Outcome.Asked(inquiry));
            secrets.addAll(secrets(run, inquiry, question));
        });
        secretValues.insertAll(tx, secrets);
        announce(tx, made);
        return outcomes;
    }

    private boolean isStranger(Tx tx, RunState run, @Nullable IdentityId assignee) {
        return assignee != null
                && inquiries.identities(tx, run.tenant(), Set.of(assignee)).isEmpty();
    }

    private static NewInquiry of(RunState run, InquiryOrigin origin, Question question, @Nullable Duration limit) {
        return new NewInquiry(
                run.tenant(),
                run.execution(),
                origin,
                question.prompt(),
                question.responseSchema(),
                question.shownDefault(),
                question.assignedTo(),
                limit,
                null);
    }

    private static List<NewSecret> secrets(RunState run, InquiryId inquiry, Question question) {
        JsonNode given = question.defaultResponse();
        return NewSecret.of(
                run.tenant(),
                SecretHolder.INQUIRY_DEFAULT,
                inquiry.value(),
                question.secrets(),
                given == null ? JsonNodeFactory.instance.nullNode() : given);
    }

    private static void announce(Tx tx, Map<ExecutionId, InquiryId> made) {
        if (!made.isEmpty()) {
            Changes.announce(
                    tx,
                    new Change.Rows(
                            CREATED,
                            made.values().stream()
                                    .map(InquiryId::value)
                                    .sorted()
                                    .toList()));
        }
    }
}

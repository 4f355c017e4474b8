package io.attune.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.event.EvaluationError;
import io.attune.model.event.Event;
import io.attune.model.event.EventSummary;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on the wire (api-runs.md §1).
 *
 * @param evaluationErrors rules that could not say whether they match (FIX-3)
 */
public record EventView(
        long id,
        @Nullable Long trigger,
        String triggerRef,
        @Nullable JsonNode config,
        @Nullable JsonNode payload,
        @Nullable Long source,
        @Nullable String sourceRef,
        @Nullable Long rule,
        @Nullable String ruleRef,
        List<Failure> evaluationErrors,
        Instant created) {
    /** A rule that could not be evaluated for the event. */
    public record Failure(@Nullable Long rule, String ruleRef, String message) {
        static Failure of(EvaluationError error) {
            return new Failure(number(error.rule()), error.ruleRef(), error.message());
        }
    }

    /** An event in a list. */
    public record Summary(
            long id,
            @Nullable Long trigger,
            String triggerRef,
            @Nullable Long source,
            @Nullable String sourceRef,
            @Nullable Long rule,
            @Nullable String ruleRef,
            boolean hasPayload,
            Instant created) {
        static Summary of(EventSummary event) {
            return new Summary(
                    event.id().value(),
                    number(event.trigger()),
                    event.triggerRef(),
                    number(event.source()),
                    event.sourceRef(),
                    number(event.rule()),
                    event.ruleRef(),
                    event.hasPayload(),
                    event.created());
        }
    }

    /** A new event, of which rules are only about to hear. */
    public static EventView of(Event event) {
        return of(event, List.of());
    }

    static EventView of(Event event, List<EvaluationError> errors) {
        return new EventView(
                event.id().value(),
                number(event.trigger()),
                event.triggerRef(),
                event.config(),
                event.payload(),
                number(event.source()),
                event.sourceRef(),
                number(event.rule()),
                event.ruleRef(),
                errors.stream().map(Failure::of).toList(),
                event.created());
    }

    private static @Nullable Long number(@Nullable TriggerId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable Long number(@Nullable SensorId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable Long number(@Nullable RuleId id) {
        return id == null ? null : id.value();
    }
}

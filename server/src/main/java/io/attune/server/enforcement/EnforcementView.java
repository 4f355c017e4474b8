package io.attune.server.enforcement;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.event.Enforcement;
import io.attune.model.event.EnforcementStatus;
import io.attune.model.event.EnforcementSummary;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An enforcement on the wire (api-runs.md §2). */
public record EnforcementView(
        long id,
        @Nullable Long rule,
        String ruleRef,
        String triggerRef,
        @Nullable JsonNode config,
        @Nullable Long event,
        EnforcementStatus status,
        JsonNode payload,
        String condition,
        JsonNode conditions,
        Instant created,
        @Nullable Instant resolvedAt) {
    /** Rules demand that all of their conditions hold. */
    private static final String ALL = "all";

    /** An enforcement in a list. */
    public record Summary(
            long id,
            @Nullable Long rule,
            String ruleRef,
            String triggerRef,
            @Nullable Long event,
            EnforcementStatus status,
            String condition,
            Instant created) {
        static Summary of(EnforcementSummary enforcement) {
            return new Summary(
                    enforcement.id().value(),
                    number(enforcement.rule()),
                    enforcement.ruleRef(),
                    enforcement.triggerRef(),
                    number(enforcement.event()),
                    enforcement.status(),
                    ALL,
                    enforcement.created());
        }
    }

    static EnforcementView of(Enforcement enforcement) {
        return new EnforcementView(
                enforcement.id().value(),
                number(enforcement.rule()),
                enforcement.ruleRef(),
                enforcement.triggerRef(),
                enforcement.config(),
                number(enforcement.event()),
                enforcement.status(),
                enforcement.payload(),
                ALL,
                enforcement.conditions(),
                enforcement.created(),
                enforcement.resolved());
    }

    /** The same with another config, which holds the secrets of the enforcement. */
    EnforcementView with(@Nullable JsonNode revealed) {
        return new EnforcementView(
                id,
                rule,
                ruleRef,
                triggerRef,
                revealed,
                event,
                status,
                payload,
                condition,
                conditions,
                created,
                resolvedAt);
    }

    private static @Nullable Long number(@Nullable RuleId id) {
        return id == null ? null : id.value();
    }

    private static @Nullable Long number(@Nullable EventId id) {
        return id == null ? null : id.value();
    }
}

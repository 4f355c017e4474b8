package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.server.auth.Permit;
import io.attune.server.drive.ingest.EventFunctions;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tries criteria on a sample payload and says why they hold or not. Stores nothing, reads nothing. */
@Path("/api/v1/rules/test")
@Tag(name = "rules")
@RunOnVirtualThread
public class RuleTestResource {
    private final Clock clock;

    @Inject
    RuleTestResource(Clock clock) {
        this.clock = clock;
    }

    /**
     * The condition in either spelling, and the event it is tried on.
     *
     * @param payload of the event; absent is an event without payload
     * @param triggerRef what {@code trigger.ref} is
     */
    @Schema(name = "RuleTest")
    record RuleTest(
            @Nullable String criteria,
            @Nullable JsonNode conditions,
            @Nullable JsonNode payload,
            @Nullable String triggerRef) {}

    /**
     * What came of it.
     *
     * @param result whether the rule would fire
     * @param trace the condition, what its names held, and the same for its parts
     * @param explanation the trace as text, one line per part
     */
    @Schema(name = "RuleTestResult")
    record RuleTestResult(boolean result, JsonNode trace, String explanation) {}

    @POST
    @Permit(resource = "rules", action = "read")
    @Operation(operationId = "test_rule")
    public Data<RuleTestResult> test(RuleTest request) {
        var checks = new FieldChecks();
        Conditions.check(checks, request.conditions(), request.criteria());
        checks.done();
        var condition = Condition.compile(Conditions.given(request.conditions(), request.criteria()));
        String now = clock.instant().toString();
        var event = Scope.ofEvent(0, Given.or(request.triggerRef(), "test.event"), Given.json(request.payload()), now);
        var scope = EventFunctions.add(event, now).build();
        var trace = condition.trace(scope);
        return Data.of(new RuleTestResult(holds(condition, scope), trace.toJson(), trace.toText()));
    }

    /** A condition that cannot be evaluated does not hold (expressions.md §1.1); the trace says why. */
    private static boolean holds(Condition condition, Scope scope) {
        try {
            return condition.test(scope);
        } catch (ExpressionException _) {
            return false;
        }
    }
}

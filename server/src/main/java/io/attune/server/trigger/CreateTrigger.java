package io.attune.server.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.TriggerSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes a trigger. Fields that must be there are nullable only until {@link #check} was called. */
record CreateTrigger(
        @Nullable String ref,
        @Nullable String label,
        @Nullable String packRef,
        @Nullable String description,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable Boolean validatePayload,
        @Nullable Boolean enabled,
        @Nullable JsonNode webhookConfig) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("label", label, 1, 255)
                .optionalText("pack_ref", packRef, 1, 255);
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        WebhookConfig.check(checks, webhookConfig);
        checks.done();
        ComponentChecks.componentRef(checkedRef());
    }

    String checkedRef() {
        return Objects.requireNonNull(ref, "check() comes first");
    }

    TriggerSettings settings() {
        return new TriggerSettings(
                Objects.requireNonNull(label, "check() comes first"),
                description,
                Given.or(enabled, true),
                Given.json(paramSchema),
                Given.json(outSchema),
                Given.or(validatePayload, false));
    }
}

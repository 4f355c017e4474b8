package io.attune.server.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.TriggerSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Patch;
import org.jspecify.annotations.Nullable;

/** The body that changes a trigger; what is absent stays as it is. */
record UpdateTrigger(
        @Nullable String label,
        @Nullable Patch<String> description,
        @Nullable Patch<JsonNode> paramSchema,
        @Nullable Patch<JsonNode> outSchema,
        @Nullable Boolean validatePayload,
        @Nullable Boolean enabled,
        @Nullable JsonNode webhookConfig) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks().optionalText("label", label, 1, 255);
        ComponentChecks.schema(checks, "param_schema", Patch.valueOf(paramSchema));
        ComponentChecks.schema(checks, "out_schema", Patch.valueOf(outSchema));
        WebhookConfig.check(checks, webhookConfig);
        checks.done();
    }

    TriggerSettings applyTo(TriggerSettings current) {
        return new TriggerSettings(
                Given.or(label, current.label()),
                Patch.apply(description, current.description()),
                Given.or(enabled, current.enabled()),
                Given.json(Patch.apply(paramSchema, current.paramSchema())),
                Given.json(Patch.apply(outSchema, current.outSchema())),
                Given.or(validatePayload, current.validatePayload()));
    }
}

package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.secret.SecretPlace;
import java.util.List;
import java.util.Optional;

/**
 * The parameters a rule gives its action for one event.
 *
 * @param parameters with defaults applied, secrets in clear
 * @param secrets where {@code parameters} holds secret values, none inside another
 * @param error why they do not fit the action, in one line and without any secret; the run fails with it at once (FIX-14)
 */
public record RenderedParameters(ObjectNode parameters, List<SecretPlace> secrets, Optional<String> error) {
    public RenderedParameters {
        secrets = List.copyOf(secrets);
    }

    /** Nothing of what was rendered is kept: which of it is secret is not known, or it must not be where it is. */
    public static RenderedParameters failed(String error) {
        return new RenderedParameters(JsonNodeFactory.instance.objectNode(), List.of(), Optional.of(error));
    }
}

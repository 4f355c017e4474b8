package io.attune.store.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;
import java.util.List;

/**
 * A value to be put away.
 *
 * @param entity the id of the execution, enforcement or inquiry
 */
public record NewSecret(TenantId tenant, SecretHolder holder, long entity, SecretPlace place, JsonNode value) {
    /** The values at the given places of a document that is about to be stored for an entity. */
    public static List<NewSecret> of(
            TenantId tenant, SecretHolder holder, long entity, List<SecretPlace> places, JsonNode document) {
        return places.stream()
                .map(place -> new NewSecret(tenant, holder, entity, place, document.at(place.at())))
                .toList();
    }
}

package io.attune.server.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.GrantSet;
import io.attune.store.identity.AuthorityStore.Authority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads grants as the database holds them. What cannot be read is a bug of who stored it, and grants nothing: the request fails. */
public final class StoredGrants {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // A constraint nobody knows must not be skipped: the grant would allow more than was meant.
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoredGrants() {}

    /** @throws IllegalStateException if they have another form (security.md §2.3: fail closed) */
    public static List<Grant> read(String setRef, JsonNode grants) {
        try {
            return Arrays.asList(JSON.treeToValue(grants, Grant[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the grants of permission set " + setRef + " cannot be read", e);
        }
    }

    /** All that an identity holds. */
    public static GrantSet held(Authority authority) {
        var all = new ArrayList<Grant>();
        authority.sets().forEach(set -> all.addAll(read(set.ref(), set.grants())));
        return GrantSet.of(all, authority.identity());
    }

    public static JsonNode write(List<Grant> grants) {
        return JSON.valueToTree(grants);
    }
}

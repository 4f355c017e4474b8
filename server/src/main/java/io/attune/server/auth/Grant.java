package io.attune.server.auth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One permission of a set (security.md §2.1): a resource, actions on it, and constraints that must all hold. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Grant(
        String resource, List<String> actions, @Nullable Constraints constraints) {
    /** Each is optional; an attribute that a target lacks makes its constraint fail. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = false)
    public record Constraints(
            @Nullable List<String> packRefs,
            @Nullable String owner,
            @Nullable List<String> ownerTypes,
            @Nullable List<String> ownerRefs,
            @Nullable List<String> visibility,
            @Nullable String executionScope,
            @Nullable List<String> refs,
            @Nullable List<Long> ids,
            @Nullable Boolean encrypted,
            @Nullable Map<String, JsonNode> attributes) {
        boolean isEmpty() {
            return packRefs == null
                    && owner == null
                    && ownerTypes == null
                    && ownerRefs == null
                    && visibility == null
                    && executionScope == null
                    && refs == null
                    && ids == null
                    && encrypted == null
                    && attributes == null;
        }
    }

    boolean names(String wantedResource, String wantedAction) {
        return resource.equals(wantedResource) && actions.contains(wantedAction);
    }

    boolean isUnconstrained() {
        return constraints == null || constraints.isEmpty();
    }
}

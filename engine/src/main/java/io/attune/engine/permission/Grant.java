package io.attune.engine.permission;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One permission of a set (security.md §2.1): a resource, actions on it, and constraints that must all hold. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Grant(
        String resource, List<String> actions, @Nullable Constraints constraints) {
    /** Resources with targets that only a grant that singles them out reaches (security.md §3.4, §3.6). */
    static final Set<String> HAS_PRIVATE_TARGETS = Set.of("keys", "artifacts");

    /** The owner type of keys that belong to a person. */
    static final String PERSONAL = "identity";

    /** The visibility of artifacts that are not for everybody of the tenant. */
    static final String HIDDEN = "private";

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
        boolean singleOut() {
            return packRefs != null
                    || owner != null
                    || ownerTypes != null
                    || ownerRefs != null
                    || visibility != null
                    || executionScope != null
                    || refs != null
                    || ids != null;
        }
    }

    boolean names(String wantedResource, String wantedAction) {
        return resource.equals(wantedResource) && actions.contains(wantedAction);
    }

    boolean isUnconstrained() {
        return constraints == null
                || (!constraints.singleOut() && constraints.encrypted() == null && constraints.attributes() == null);
    }

    /** Whether it says which targets it means, other than by what kind of value they hold or who asks. */
    boolean singlesOut() {
        return constraints != null && constraints.singleOut();
    }
}

package io.attune.engine.permission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grants and who holds them, for tests. */
final class Holders {
    static final IdentityId ME = new IdentityId(7);
    static final IdentityId SOMEBODY = new IdentityId(8);
    static final Grant.Constraints NONE =
            new Grant.Constraints(null, null, null, null, null, null, null, null, null, null);

    private Holders() {}

    static GrantSet held(Grant... grants) {
        return held(List.of(grants));
    }

    static GrantSet held(List<Grant> grants) {
        return GrantSet.of(grants, me(JsonNodeFactory.instance.nullNode()));
    }

    static Identity me(JsonNode attributes) {
        return new Identity(
                ME,
                new TenantId(1),
                "ops",
                false,
                "me",
                null,
                true,
                attributes,
                false,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    static Grant grant(String resource, String action) {
        return new Grant(resource, List.of(action), null);
    }

    static Grant inPacks(String resource, String action, String... packs) {
        return new Grant(
                resource,
                List.of(action),
                new Grant.Constraints(List.of(packs), null, null, null, null, null, null, null, null, null));
    }

    static Grant keys(@Nullable String owner, @Nullable List<String> ownerTypes, @Nullable List<String> refs) {
        return new Grant(
                "keys",
                List.of("read"),
                new Grant.Constraints(null, owner, ownerTypes, null, null, null, refs, null, null, null));
    }
}
